public import NetTypes

/// The boot servers of one type: an item of option 43 sub-option 8 (PXE 2.1 §2.2.2).
public struct PXEBootServer: Hashable, Sendable {
    /// The boot server type.
    public let type: UInt16
    /// Their addresses, at most 63 of which fit; none means that any server of the type will do.
    public let addresses: [IPv4Address]

    /// Pairs a type with addresses.
    public init(type: UInt16, addresses: [IPv4Address]) {
        self.type = type
        self.addresses = addresses
    }

    init?(from reader: inout ByteReader) {
        guard let type = reader.readUInt16(), let count = reader.readUInt8() else { return nil }
        var addresses: [IPv4Address] = []
        for _ in 0..<count {
            guard let address = reader.readUInt32() else { return nil }
            addresses.append(IPv4Address(rawValue: address))
        }
        self.init(type: type, addresses: addresses)
    }

    func encoded() -> [UInt8] {
        let fitting = addresses.prefix((255 - 3) / 4)
        var writer = ByteWriter()
        writer.write(type)
        writer.write(UInt8(fitting.count))
        for address in fitting { writer.write(address.rawValue) }
        return writer.octets
    }
}
