import NetTypes

/// What a PXE client shows before its menu: option 43 sub-option 10 (PXE 2.1 §2.2.2).
public struct PXEMenuPrompt: Hashable, Sendable {
    /// Seconds until the first menu item is taken; 0 takes it at once, 255 waits for ever.
    public let timeout: UInt8
    /// What is shown, at most 254 octets of which fit.
    public let text: String

    /// Pairs a timeout with a text.
    public init(timeout: UInt8, text: String) {
        self.timeout = timeout
        self.text = text
    }

    init?(from reader: inout ByteReader) {
        guard let timeout = reader.readUInt8(), let text = reader.read(reader.remaining) else { return nil }
        self.init(timeout: timeout, text: String(decoding: text, as: UTF8.self))
    }

    func encoded() -> [UInt8] { [timeout] + text.fittingOctets(254) }
}
