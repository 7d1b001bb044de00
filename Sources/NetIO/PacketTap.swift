import CPcap
public import NetTypes

/// Hears and sends whole Ethernet frames on one interface, beside whoever has the ports (libpcap).
///
/// Needs CAP_NET_RAW. The interface is not made promiscuous: a tap hears what this host is meant to hear.
@NetLoop
public final class PacketTap {
    /// Which frames are heard.
    public enum Direction: Sendable {
        /// Those that arrive.
        case incoming
        /// Those that arrive and those that other programs of this host send.
        case both
    }

    /// Named bounds of a tap's work.
    public enum Limits {
        /// Octets of a frame that are kept; longer frames are dropped.
        public static let frame: Int32 = 2048
        /// Frames taken in one wake-up, so that a busy wire cannot starve the sockets.
        public static let framesPerWake = 64
        /// Octets of frames that wait in the kernel: a rack that powers on at once.
        public static let buffer: Int32 = 2 << 20
        /// Errors in a row after which the interface is taken for gone.
        public static let errorsInARow = 16
    }

    /// `PACKET_IGNORE_OUTGOING` of linux/if_packet.h, which Swift does not import.
    private static let ignoreOutgoingOption: Int32 = 23

    /// The interface that is tapped.
    public let interface: String

    private let handle: OpaquePointer
    private var isClosed = false
    private var errorsInARow = 0

    /// Opens a tap for the frames that match a pcap-filter(7) expression.
    public init(_ interface: String, _ direction: Direction, filter: String) throws(PacketTapError) {
        self.interface = interface
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(interface, &message) else {
            let reason = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            throw PacketTapError(interface: interface, reason: String(decoding: reason, as: UTF8.self))
        }
        self.handle = handle
        do throws(PacketTapError) {
            // Without immediate mode libpcap holds frames back for longer than iPXE waits.
            try check(pcap_set_immediate_mode(handle, 1))
            try check(pcap_set_snaplen(handle, Limits.frame))
            try check(pcap_set_buffer_size(handle, Limits.buffer))
            try check(pcap_activate(handle))
            guard pcap_datalink(handle) == DLT_EN10MB else {
                throw PacketTapError(interface: interface, reason: "it is not an Ethernet interface")
            }
            try check(pcap_setnonblock(handle, 1, &message))
            try check(pcap_setdirection(handle, direction == .incoming ? PCAP_D_IN : PCAP_D_INOUT))
            if direction == .incoming { ignoreOutgoing() }
            var program = bpf_program()
            try check(pcap_compile(handle, &program, filter, 1, PCAP_NETMASK_UNKNOWN))
            defer { pcap_freecode(&program) }
            try check(pcap_setfilter(handle, &program))
        } catch {
            pcap_close(handle)
            throw error
        }
    }

    /// Spares every packet that this host sends a copy for the tap (packet(7), `PACKET_IGNORE_OUTGOING`).
    ///
    /// A kernel that does not know it copies, and libpcap drops the copies.
    private func ignoreOutgoing() {
        try? SocketOption.set(Self.ignoreOutgoingOption, 1, level: SOL_PACKET, on: pcap_fileno(handle))
    }

    /// Calls `handler` with every whole frame from now on; `ended` when the interface is gone.
    ///
    /// Frames of VLANs are left out: the kernel shows them here too, and they belong to the VLAN's own interface.
    public func start(
        ended: @escaping @NetLoop (PacketTapError) -> Void = { _ in },
        handler: @escaping @NetLoop (EthernetFrame) -> Void
    ) throws(PacketTapError) {
        do throws(SocketError) {
            try NetLoop.watch(pcap_get_selectable_fd(handle)) { [self] _ in receive(handler, ended: ended) }
        } catch {
            throw PacketTapError(interface: interface, reason: "\(error)")
        }
    }

    /// Sends a frame and says whether the kernel took it.
    @discardableResult
    public func inject(_ frame: EthernetFrame) -> Bool {
        let octets = frame.encoded()
        return pcap_inject(handle, octets, octets.count) == octets.count
    }

    /// Stops and closes.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        NetLoop.forget(pcap_get_selectable_fd(handle))
        pcap_close(handle)
    }

    private func receive(
        _ handler: @NetLoop (EthernetFrame) -> Void, ended: @NetLoop (PacketTapError) -> Void
    ) {
        for _ in 0..<Limits.framesPerWake {
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var octets: UnsafePointer<UInt8>?
            let status = pcap_next_ex(handle, &header, &octets)
            if status < 0 { return failed(ended) }
            guard status == 1, let header = header?.pointee, let octets else { return }
            errorsInARow = 0
            let isWhole = header.caplen == header.len
            let captured = UnsafeBufferPointer(start: octets, count: Int(header.caplen))
            if isWhole, let frame = EthernetFrame(parsing: Array(captured)), !frame.isTagged {
                handler(frame)
            }
            guard !isClosed else { return }
        }
    }

    private func failed(_ ended: @NetLoop (PacketTapError) -> Void) {
        errorsInARow += 1
        guard errorsInARow == Limits.errorsInARow else { return }
        let error = PacketTapError(interface: interface, reason: String(cString: pcap_geterr(handle)))
        close()
        ended(error)
    }

    /// Throws what libpcap says of a negative status; positive ones are warnings.
    private func check(_ status: Int32) throws(PacketTapError) {
        guard status < 0 else { return }
        let detail = String(cString: pcap_geterr(handle))
        throw PacketTapError(
            interface: interface, reason: detail.isEmpty ? String(cString: pcap_statustostr(status)) : detail,
            isPermissionDenied: status == PCAP_ERROR_PERM_DENIED)
    }
}
