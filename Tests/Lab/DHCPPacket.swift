import Foundation

/// A DHCP packet's octets, read and edited in place and by nothing of the server's own code (RFC 2131 §2).
public struct DHCPPacket: Sendable {
    /// The octets.
    public private(set) var octets: [UInt8]

    private static let optionsStart = 240

    init(hexadecimal: String) {
        let digits = Array(hexadecimal)
        octets = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
    }

    /// The request of this name in the vectors of `Tests/DHCPTests`, from another machine.
    public init(vector name: String, mac: String) throws {
        let file = URL(filePath: Checkout.root + "Tests/DHCPTests/Vectors/dhcp.json")
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file)).vectors
        guard let vector = vectors.first(where: { $0.name == name }) else {
            throw LabError("there is no vector \(name)")
        }
        self.init(hexadecimal: vector.request)
        self.mac = mac
    }

    private struct Vectors: Decodable {
        struct Vector: Decodable {
            var name: String
            var request: String

            private enum CodingKeys: String, CodingKey {
                case name
                case request = "request_hex"
            }
        }

        var vectors: [Vector]
    }

    /// The octets as digits.
    public var hexadecimal: String {
        octets.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    // MARK: - Header

    /// The transaction.
    public var transactionID: UInt32 {
        get { octets[4..<8].reduce(0) { $0 << 8 | UInt32($1) } }
        set {
            for index in 0..<4 { octets[4 + index] = UInt8(truncatingIfNeeded: newValue >> (24 - 8 * index)) }
        }
    }

    /// Whether the client asks for broadcasts.
    public var isBroadcast: Bool {
        get { octets[10] & 0x80 != 0 }
        set { octets[10] = newValue ? octets[10] | 0x80 : octets[10] & 0x7F }
    }

    /// The address that the client has (`ciaddr`).
    public var clientAddress: String {
        get { address(at: 12) }
        set { setAddress(newValue, at: 12) }
    }

    /// The address that a server gives (`yiaddr`).
    public var yourAddress: String { address(at: 16) }

    /// The next server (`siaddr`).
    public var serverAddress: String { address(at: 20) }

    /// The relay (`giaddr`).
    public var relayAddress: String {
        get { address(at: 24) }
        set { setAddress(newValue, at: 24) }
    }

    /// The client's Ethernet address, with colons.
    public var mac: String {
        get {
            Array(hexadecimal)[56..<68].enumerated().map {
                $0.offset % 2 == 0 && $0.offset > 0 ? ":\($0.element)" : "\($0.element)"
            }.joined()
        }
        set {
            let digits = newValue.split(separator: ":").compactMap { UInt8($0, radix: 16) }
            octets.replaceSubrange(28..<28 + digits.count, with: digits)
        }
    }

    /// The boot file: option 67, else the header's field.
    public var bootFile: String {
        let field = self[67] ?? Array(octets[108..<236])
        return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    // MARK: - Options

    /// The options in order.
    public var options: [(code: UInt8, value: [UInt8])] {
        var options: [(code: UInt8, value: [UInt8])] = []
        var rest = octets.dropFirst(Self.optionsStart)
        while let code = rest.popFirst(), code != 255 {
            guard code != 0 else { continue }
            let length = Int(rest.popFirst() ?? 0)
            options.append((code, Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return options
    }

    /// An option's value; setting it replaces it in its place, or adds it as the last one.
    public subscript(code: UInt8) -> [UInt8]? {
        get { options.first { $0.code == code }?.value }
        set {
            var changed = options
            if let index = changed.firstIndex(where: { $0.code == code }) { changed.remove(at: index) }
            if let newValue { changed.append((code, newValue)) }
            octets.removeSubrange(Self.optionsStart...)
            for option in changed { octets += [option.code, UInt8(option.value.count)] + option.value }
            octets.append(255)
        }
    }

    /// The server's address in option 54.
    public var serverIdentifier: String? { self[54].map { $0.map(String.init).joined(separator: ".") } }

    private func address(at offset: Int) -> String {
        octets[offset..<offset + 4].map(String.init).joined(separator: ".")
    }

    private mutating func setAddress(_ text: String, at offset: Int) {
        let parts = text.split(separator: ".").compactMap { UInt8($0) }
        octets.replaceSubrange(offset..<offset + parts.count, with: parts)
    }
}
