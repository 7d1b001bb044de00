import BootPolicy
import Crypto
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
        /// What `BootToken` writes for the boot.
        var token: String?
    }

    private var sessions: [MACAddress: Session] = [:]

    /// How many machines are remembered.
    var count: Int { sessions.count }

    /// A request's place among the boots of its machine.
    struct Place: Equatable {
        /// The boot that the request belongs to.
        var boot: UInt32
        /// Whether it repeats the request before it.
        var isRepeat = false
        /// What `BootToken` writes for the boot; nil when the digest cannot be computed.
        var token: String?
        /// The address that the machine had when it was last heard.
        var lease: IPv4Address?
    }

    /// Hears a request of a machine and remembers it.
    mutating func hear(
        _ mac: MACAddress, _ kind: Firmware.Kind, transactionID: UInt32, guid: GUID? = nil, at now: Instant,
        unixSeconds: Int64, key: HMACKey
    ) -> Place {
        let second = UInt32(truncatingIfNeeded: unixSeconds)
        guard let known = sessions.index(forKey: mac) else {
            if sessions.count >= Self.capacity { forgetOlderHalf() }
            let token = BootToken(mac: mac, boot: second, key: key)?.text
            sessions[mac] = Session(
                boot: second, kind: kind, transactionID: transactionID, lastHeard: now, guid: guid,
                token: token)
            return Place(boot: second, token: token)
        }
        return Self.hear(
            mac, kind, transactionID: transactionID, guid: guid, at: now, second: second, key: key,
            in: &sessions.values[known])
    }

    private static func hear(
        _ mac: MACAddress, _ kind: Firmware.Kind, transactionID: UInt32, guid: GUID?, at now: Instant,
        second: UInt32, key: HMACKey, in session: inout Session
    ) -> Place {
        let isRepeat = isCopy(session, kind, transactionID, at: now)
        if !isRepeat, !isChained(session, kind, at: now) {
            session.boot = max(second, session.boot &+ 1)
            session.token = BootToken(mac: mac, boot: session.boot, key: key)?.text
        }
        session.kind = kind
        session.transactionID = transactionID
        session.lastHeard = now
        if let guid { session.guid = guid }
        return Place(
            boot: session.boot, isRepeat: isRepeat, token: session.token, lease: session.lease)
    }

    /// The token of a machine's present boot.
    func token(of mac: MACAddress) -> String? { sessions[mac]?.token }

    /// The boot whose last request had this transaction id.
    func boot(of mac: MACAddress, transactionID: UInt32) -> UInt32? {
        sessions[mac].flatMap { $0.transactionID == transactionID ? $0.boot : nil }
    }

    /// Notes the address that a machine has or takes.
    mutating func note(lease: IPv4Address, of mac: MACAddress) { sessions[mac]?.lease = lease }

    /// The identifier that a machine gave itself when it was last heard.
    func guid(of mac: MACAddress) -> GUID? { sessions[mac]?.guid }

    /// Firmware repeats a DISCOVER for a minute at most, with growing pauses.
    private static func isCopy(
        _ known: Session, _ kind: Firmware.Kind, _ transactionID: UInt32, at now: Instant
    ) -> Bool {
        known.kind == kind && known.transactionID == transactionID
            && now - known.lastHeard < repeatTime
    }

    /// A ROM loads iPXE, and iPXE asks for itself: one boot, unless iPXE was reached before.
    private static func isChained(_ known: Session, _ kind: Firmware.Kind, at now: Instant) -> Bool {
        kind == .ipxe && known.kind != .ipxe && now - known.lastHeard < chainTime
    }

    private mutating func forgetOlderHalf() {
        let times = sessions.values.map(\.lastHeard).sorted()
        let median = times[times.count / 2]
        sessions = sessions.filter { $0.value.lastHeard > median }
    }
}
