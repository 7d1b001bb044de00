import NetTypes

/// The boot item a client asks a boot server for: option 43 sub-option 71 (PXE 2.1 §2.2.2).
public struct PXEBootItem: Hashable, Sendable {
    /// The boot server type; 0 is the bootstrap server, 0x8000…0xFFFE are free for use.
    public let type: UInt16
    /// Which file of the item, 0 being the first; bit 15 asks for security credentials instead.
    public let layer: UInt16

    /// Pairs a type with a layer.
    public init(type: UInt16, layer: UInt16 = 0) {
        self.type = type
        self.layer = layer
    }

    init?(from reader: inout ByteReader) {
        guard let type = reader.readUInt16(), let layer = reader.readUInt16() else { return nil }
        self.init(type: type, layer: layer)
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 4)
        writer.write(type)
        writer.write(layer)
        return writer.octets
    }
}
