/// The first field of every packet.
struct TFTPOpcode: RawRepresentable, Hashable {
    let rawValue: UInt16

    static let readRequest = TFTPOpcode(rawValue: 1)
    static let writeRequest = TFTPOpcode(rawValue: 2)
    static let data = TFTPOpcode(rawValue: 3)
    static let acknowledgment = TFTPOpcode(rawValue: 4)
    static let error = TFTPOpcode(rawValue: 5)
    static let optionAcknowledgment = TFTPOpcode(rawValue: 6)
}
