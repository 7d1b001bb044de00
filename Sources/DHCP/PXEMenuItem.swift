import NetTypes

/// A line of a PXE boot menu: an item of option 43 sub-option 9 (PXE 2.1 §2.2.2).
public struct PXEMenuItem: Hashable, Sendable {
    /// The boot server type that this line stands for.
    public let type: UInt16
    /// What is shown, at most 252 octets of which fit.
    public let text: String

    /// Pairs a type with a text.
    public init(type: UInt16, text: String) {
        self.type = type
        self.text = text
    }

    init?(from reader: inout ByteReader) {
        guard let type = reader.readUInt16(), let length = reader.readUInt8(),
            let text = reader.read(Int(length))
        else { return nil }
        self.init(type: type, text: String(decoding: text, as: UTF8.self))
    }

    func encoded() -> [UInt8] {
        let fitting = text.fittingOctets(252)
        var writer = ByteWriter()
        writer.write(type)
        writer.write(UInt8(fitting.count))
        writer.write(fitting)
        return writer.octets
    }
}
