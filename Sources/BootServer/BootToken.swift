import Crypto
public import NetTypes

/// Proof that this server spoke with a machine in one of its boots; part of the paths it hands out.
///
/// The text is `<MAC>-<boot>-<code>`: twelve digits, eight digits, and the first 64 bits of an HMAC-SHA-256 of the two
/// under the key in the state directory. Retransmitted offers carry the same token, and a restarted server
/// recognises it. It is sent in clear, so it proves only that its bearer heard the machine's own traffic.
public struct BootToken: Hashable, Sendable {
    /// The machine.
    public var mac: MACAddress
    /// The number of the boot: the second, since 1970, in which it was first heard of.
    public var boot: UInt32

    /// Names a boot of a machine.
    public init(mac: MACAddress, boot: UInt32) {
        self.mac = mac
        self.boot = boot
    }

    /// How long a token is taken for proof; a boot that takes longer is identified by its address.
    public static let lifetimeSeconds: Int64 = 24 * 3600

    /// Whether the boot began within the lifetime; a clock that was set back by minutes does no harm.
    public func isFresh(unixSeconds now: Int64) -> Bool {
        (Int64(boot) - 600...Int64(boot) + Self.lifetimeSeconds).contains(now)
    }

    /// Octets of the HMAC that the text carries.
    private static let codeLength = 8

    /// The text under `key`; nil when the digest cannot be computed.
    public func text(key: [UInt8]) -> String? {
        let body = body
        return Self.code(of: body, key).map { "\(body)-\(Hexadecimal.text($0))" }
    }

    /// Reads and checks a text; nil for anything that `key` did not make.
    public init?(_ text: String, key: [UInt8]) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].count == 12, let mac = MACAddress(fields[0]), fields[1].count == 8,
            let boot = UInt32(fields[1], radix: 16), let code = Hexadecimal.octets(fields[2])
        else { return nil }
        self.init(mac: mac, boot: boot)
        // The text is compared too: numbers have more spellings than the one we write.
        let body = body
        guard let expected = Self.code(of: body, key), constantTimeEqual(code, expected), text.hasPrefix(body)
        else { return nil }
    }

    private var body: String {
        let number = withUnsafeBytes(of: boot.bigEndian) { Hexadecimal.text($0) }
        return "\(mac.bareHexadecimal)-\(number)"
    }

    private static func code(of body: String, _ key: [UInt8]) -> [UInt8]? {
        (try? hmacSHA256(key: key, message: body.utf8)).map { Array($0.prefix(codeLength)) }
    }
}
