public import Crypto
public import NetTypes

/// Proof that this server spoke with a machine in one of its boots; part of the paths it hands out.
///
/// The text is `<MAC>-<boot>-<code>`: twelve digits, eight digits, and the first 64 bits of an HMAC-SHA-256 of the two
/// under the key in the state directory. Retransmitted offers carry the same token, and a restarted server
/// recognises it. It is sent in clear, so it proves only that its bearer heard the machine's own traffic.
public struct BootToken: Hashable, Sendable {
    /// The machine.
    public let mac: MACAddress
    /// The number of the boot: the second, since 1970, in which it was first heard of.
    public let boot: UInt32
    /// The token as paths have it.
    public let text: String

    /// Names a boot of a machine; nil when the digest cannot be computed.
    public init?(mac: MACAddress, boot: UInt32, key: HMACKey) {
        self.mac = mac
        self.boot = boot
        var text: [UInt8] = []
        text.reserveCapacity(Self.length)
        Hexadecimal.append(mac.rawValue, digits: Self.macDigits, to: &text)
        text.append(UInt8(ascii: "-"))
        Hexadecimal.append(UInt64(boot), digits: Self.bootDigits, to: &text)
        guard let code = try? key.code(of: text) else { return nil }
        text.append(UInt8(ascii: "-"))
        let number = code.prefix(Self.codeLength).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        Hexadecimal.append(number, digits: 2 * Self.codeLength, to: &text)
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// Reads and checks a text; nil for anything that `key` did not make.
    public init?(_ text: String, key: HMACKey) {
        let octets = Array(text.utf8)
        // What numbers can be spelled in other ways, is compared as text in the end.
        guard octets.count == Self.length, let mac = Hexadecimal.number(octets.prefix(Self.macDigits)),
            let boot = Hexadecimal.number(octets.dropFirst(Self.macDigits + 1).prefix(Self.bootDigits)),
            let token = BootToken(mac: MACAddress(rawValue: mac), boot: UInt32(boot), key: key),
            constantTimeEqual(Array(token.text.utf8), octets)
        else { return nil }
        self = token
    }

    private static let macDigits = 12
    private static let bootDigits = 8
    /// Octets of the HMAC that the text carries.
    private static let codeLength = 8
    /// Octets of a text.
    static let length = macDigits + 1 + bootDigits + 1 + 2 * codeLength

    /// How long a token is taken for proof; a boot that takes longer is identified by its address.
    public static let lifetimeSeconds: Int64 = 24 * 3600

    /// Whether the boot began within the lifetime; a clock that was set back by minutes does no harm.
    public func isFresh(unixSeconds now: Int64) -> Bool {
        (Int64(boot) - 600...Int64(boot) + Self.lifetimeSeconds).contains(now)
    }
}
