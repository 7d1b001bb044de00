import BootPolicy
import NetIO
import NetTypes

/// Tells one boot of a machine from the next, by its DHCP packets.
///
/// Forgetting is harmless: a machine that comes back later only gets a new boot number.
struct BootSessions {
    /// Most machines remembered; the least recently heard are forgotten first.
    static let capacity = 16_384
    /// How long after a ROM's request an iPXE request still belongs to the same boot.
    static let chainTime: Duration = .seconds(600)
    /// How long after a request another with the same number is its copy; the Raspberry Pi's number never changes.
    static let repeatTime: Duration = .seconds(60)

    private struct Session {
        var boot: UInt32
        var kind: Firmware.Kind
        var transactionID: UInt32
        var lastHeard: Instant
        var lease: IPv4Address?
        /// Its identifier in option 97, which firmware may fill with garbage.
        var guid: GUID?
        /// What `BootToken` writes for the boot, once it was asked for.
        var token: String?
    }

    private var sessions: [MACAddress: Session] = [:]

    /// How many machines are remembered.
    var count: Int { sessions.count }

    /// The boot that a request belongs to, and whether this is the first copy of the request.
    mutating func boot(
        of mac: MACAddress, _ kind: Firmware.Kind, transactionID: UInt32, at now: Instant, unixSeconds: Int64
    ) -> (number: UInt32, isRepeat: Bool) {
        let second = UInt32(truncatingIfNeeded: unixSeconds)
        guard var session = sessions[mac] else {
            if sessions.count >= Self.capacity { forgetOlderHalf() }
            sessions[mac] = Session(
                boot: second, kind: kind, transactionID: transactionID, lastHeard: now)
            return (second, false)
        }
        let isRepeat = isCopy(session, kind, transactionID, at: now)
        if !isRepeat, !isChained(session, kind, at: now) {
            session.boot = max(second, session.boot &+ 1)
            session.token = nil
        }
        session.kind = kind
        session.transactionID = transactionID
        session.lastHeard = now
        sessions[mac] = session
        return (session.boot, isRepeat)
    }

    /// The token of a machine's present boot, made only once.
    mutating func token(of mac: MACAddress, key: [UInt8]) -> String? {
        guard let session = sessions[mac] else { return nil }
        if let token = session.token { return token }
        let token = BootToken(mac: mac, boot: session.boot).text(key: key)
        sessions[mac]?.token = token
        return token
    }

    /// The boot whose last request had this transaction id.
    func boot(of mac: MACAddress, transactionID: UInt32) -> UInt32? {
        sessions[mac].flatMap { $0.transactionID == transactionID ? $0.boot : nil }
    }

    /// Notes the address that a machine has or takes.
    mutating func note(lease: IPv4Address, of mac: MACAddress) { sessions[mac]?.lease = lease }

    /// The address that a machine had when it was last heard.
    func lease(of mac: MACAddress) -> IPv4Address? { sessions[mac]?.lease }

    /// Notes the identifier that a machine gives itself.
    mutating func note(guid: GUID, of mac: MACAddress) { sessions[mac]?.guid = guid }

    /// The identifier that a machine gave itself when it was last heard.
    func guid(of mac: MACAddress) -> GUID? { sessions[mac]?.guid }

    /// Firmware repeats a DISCOVER for a minute at most, with growing pauses.
    private func isCopy(
        _ known: Session, _ kind: Firmware.Kind, _ transactionID: UInt32, at now: Instant
    ) -> Bool {
        known.kind == kind && known.transactionID == transactionID
            && now - known.lastHeard < Self.repeatTime
    }

    /// A ROM loads iPXE, and iPXE asks for itself: one boot, unless iPXE was reached before.
    private func isChained(_ known: Session, _ kind: Firmware.Kind, at now: Instant) -> Bool {
        kind == .ipxe && known.kind != .ipxe && now - known.lastHeard < Self.chainTime
    }

    private mutating func forgetOlderHalf() {
        let times = sessions.values.map(\.lastHeard).sorted()
        let median = times[times.count / 2]
        sessions = sessions.filter { $0.value.lastHeard > median }
    }
}
