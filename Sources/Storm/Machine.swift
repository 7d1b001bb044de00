public import DHCP
public import NetTypes
import TFTP

/// One simulated machine from power-on to its last download; knows no socket.
///
/// The driver executes the actions in order and calls `timedOut(at:into:)` when `deadline` has passed.
public struct Machine: Sendable {
    /// What the network brought.
    public enum Input: Sendable {
        /// A DHCP message with the machine's transaction.
        case reply(DHCPMessage)
        /// A datagram on the port of its TFTP transfer.
        case packet([UInt8], from: IPv4Endpoint)
        /// The connection is open.
        case connected
        /// Octets on the connection.
        case octets([UInt8])
        /// So many octets of a file that nobody looks at.
        case discarded(Int)
        /// The connection is gone, or could not be opened.
        case disconnected
    }

    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Send to everybody's port 67.
        case broadcast([UInt8])
        /// Send to a server's port 4011.
        case ask(IPv4Address, [UInt8])
        /// Take a free UDP port for a TFTP transfer.
        case openTransfer
        /// Send from that port.
        case transfer([UInt8], to: IPv4Endpoint)
        /// Open a TCP connection.
        case connect(to: IPv4Endpoint)
        /// Send on the connection.
        case send([UInt8])
        /// Give up the transfer's port or the connection, whichever is open.
        case close
        /// Content of the present download, for a digest.
        case content(ArraySlice<UInt8>)
        /// A stage is passed.
        case passed(Passage)
        /// The machine has all it needs; nothing follows.
        case finished(Ending)
        /// The machine is stuck; nothing follows.
        case failed(Stage, reason: String)
    }

    /// How a boot ended.
    public enum Ending: Hashable, Sendable {
        /// It starts a kernel.
        case image
        /// It goes on with its own disk.
        case localDisk
        /// It shows why it is not booted.
        case explained(String)
    }

    /// Bounds on waiting.
    public enum Limits {
        /// The waits for a DHCP answer.
        public static let answerTimes: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]
        /// The longest silence on a connection.
        public static let stallTime: Duration = .seconds(30)
        /// The longest chain of scripts.
        public static let chainedScripts = 8
        /// The longest script.
        public static let scriptBytes = 64 << 10
    }

    enum Phase: Sendable {
        case idle
        /// Waiting for an offer, or for the boot server at an address.
        case asking(IPv4Address?)
        case transferring(ReadClient, server: IPv4Endpoint, name: String, bytes: UInt64)
        case fetching(HTTPResource, ResponseReader)
        case ended
    }

    /// Which firmware it plays.
    public let personality: Personality
    /// Its hardware address.
    public let mac: MACAddress
    /// The address it pretends to have got from the site's DHCP server.
    public let address: IPv4Address
    /// The number of its DHCP exchange.
    public private(set) var transactionID: UInt32

    var phase = Phase.idle
    /// The stage it is in.
    public internal(set) var stage: Stage
    var stageStart = Instant(nanoseconds: 0)
    var connection: IPv4Endpoint?
    var script: [UInt8] = []
    var scriptCount = 0
    var downloads: [(stage: Stage, url: String)] = []
    private var tries = 0
    /// When to call `timedOut(at:into:)` next; nil before the start and after the end.
    public internal(set) var deadline: Instant?

    /// Prepares a machine; `transactionID` and the number after it are its own.
    public init(_ personality: Personality, mac: MACAddress, address: IPv4Address, transactionID: UInt32) {
        self.personality = personality
        self.mac = mac
        self.address = address
        self.transactionID = transactionID
        stage = personality == .ipxe ? .ipxeOffer : .offer
    }

    /// How many octets of a file follow on the connection before anything else.
    public var discardableBytes: Int {
        guard case .fetching(_, let reader) = phase, stage != .script, reader.isInsideBody else { return 0 }
        return reader.remaining
    }

    /// Powers the machine on.
    public mutating func start(at now: Instant, into actions: inout [Action]) {
        guard case .idle = phase else { return }
        discover(at: now, into: &actions)
    }

    /// Takes what the network brought; what does not fit is ignored.
    public mutating func handle(_ input: Input, at now: Instant, into actions: inout [Action]) {
        switch (input, phase) {
        case (.reply(let message), .asking(let server)):
            handle(message, from: server, at: now, into: &actions)
        case (.packet(let octets, let source), .transferring):
            handlePacket(octets, from: source, at: now, into: &actions)
        case (.connected, .fetching(let resource, _)): actions.append(.send(resource.request()))
        case (.octets(let octets), .fetching): handleOctets(octets, at: now, into: &actions)
        case (.discarded(let count), .fetching): handleDiscarded(count, at: now, into: &actions)
        case (.disconnected, .fetching): fail("the connection broke off", into: &actions)
        default: break
        }
    }

    /// Does what is due; harmless when called early.
    public mutating func timedOut(at now: Instant, into actions: inout [Action]) {
        guard let deadline, now >= deadline else { return }
        switch phase {
        case .asking: ask(at: now, into: &actions)
        case .transferring(var client, let server, let name, let bytes):
            var steps: [ReadClient.Action] = []
            client.timedOut(at: now, into: &steps)
            phase = .transferring(client, server: server, name: name, bytes: bytes)
            execute(steps, at: now, into: &actions)
        case .fetching: fail("nothing came for \(Limits.stallTime)", into: &actions)
        case .idle, .ended: self.deadline = nil
        }
    }

    // MARK: - DHCP

    mutating func discover(at now: Instant, into actions: inout [Action]) {
        phase = .asking(nil)
        stageStart = now
        tries = 0
        ask(at: now, into: &actions)
    }

    private mutating func ask(at now: Instant, into actions: inout [Action]) {
        guard case .asking(let server) = phase else { return }
        guard tries < Limits.answerTimes.count else { return fail("no answer", into: &actions) }
        deadline = now + Limits.answerTimes[tries]
        tries += 1
        var message = NetbootMessage(personality, mac: mac, transactionID: transactionID)
        if isIPXE {
            message.isIPXE = true
            message.isHTTPBoot = false
            message.architectureType = personality.chainedType
        }
        if let server {
            actions.append(.ask(server, message.request(from: address)))
        } else {
            actions.append(.broadcast(message.discover()))
        }
    }

    /// Whether iPXE runs: from the ROM, or after the chainloader.
    private var isIPXE: Bool { personality == .ipxe || hasChained }
    private var hasChained = false

    private mutating func handle(
        _ message: DHCPMessage, from server: IPv4Address?, at now: Instant, into actions: inout [Action]
    ) {
        let vendorClass = message.vendorClass ?? ""
        // The site's own DHCP server offers an address and says nothing about booting.
        guard message.op == .reply, message.transactionID == transactionID,
            vendorClass.hasPrefix("PXEClient") || vendorClass.hasPrefix("HTTPClient")
        else { return }
        let origin = message.siaddr == .any ? message.serverIdentifier ?? .any : message.siaddr
        guard let name = message.bootFileName else {
            guard server == nil else { return fail("the boot server names no file", into: &actions) }
            pass(named: "port 4011", at: now, into: &actions)
            if !isIPXE { stage = .bootServer }
            phase = .asking(origin)
            tries = 0
            return ask(at: now, into: &actions)
        }
        pass(named: name, at: now, into: &actions)
        if isIPXE {
            fetch(name, .script, at: now, into: &actions)
        } else if name.hasPrefix("http://") {
            fetch(name, .chainloader, at: now, into: &actions)
        } else {
            transfer(name, from: origin, at: now, into: &actions)
        }
    }

    /// The chainloader runs: iPXE takes over with an exchange of its own.
    mutating func chain(at now: Instant, into actions: inout [Action]) {
        hasChained = true
        connection = nil
        actions.append(.close)
        transactionID &+= 1
        stage = .ipxeOffer
        discover(at: now, into: &actions)
    }

    // MARK: - Ends

    mutating func pass(
        named name: String, bytes: UInt64 = 0, entityTag: String? = nil, at now: Instant,
        into actions: inout [Action]
    ) {
        actions.append(
            .passed(
                Passage(stage: stage, name: name, took: now - stageStart, bytes: bytes, entityTag: entityTag))
        )
        stageStart = now
    }

    mutating func finish(_ ending: Ending, into actions: inout [Action]) {
        end(into: &actions)
        actions.append(.finished(ending))
    }

    mutating func fail(_ reason: String, into actions: inout [Action]) {
        end(into: &actions)
        actions.append(.failed(stage, reason: reason))
    }

    private mutating func end(into actions: inout [Action]) {
        phase = .ended
        deadline = nil
        actions.append(.close)
    }
}
