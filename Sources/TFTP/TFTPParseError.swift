/// Why octets are not a TFTP packet.
public enum TFTPParseError: Error, Hashable, Sendable {
    /// The packet ends inside a fixed field; holds how many octets there are.
    case tooShort(Int)
    /// An opcode that RFC 1350 and RFC 2347 do not define; holds it.
    case unknownOpcode(UInt16)
    /// The file name or the mode of a request has no closing zero octet.
    case unterminatedText
    /// The file name is longer than `TFTPLimits.fileNameBytes`; holds its length.
    case fileNameTooLong(Int)
    /// The mode, or an option's name or value, is longer than `TFTPLimits.optionTextBytes`; holds its length.
    case textTooLong(Int)
    /// More options than `TFTPLimits.optionCount`.
    case tooManyOptions
}

extension TFTPParseError: CustomStringConvertible {
    /// What was wrong, with the value.
    public var description: String {
        switch self {
        case .tooShort(let count): "\(count) octets are too few for a TFTP packet of this kind"
        case .unknownOpcode(let opcode): "the opcode \(opcode) is not one of TFTP's 1 to 6"
        case .unterminatedText: "the file name or the mode does not end in a zero octet"
        case .fileNameTooLong(let count):
            "the file name has \(count) octets, more than \(TFTPLimits.fileNameBytes)"
        case .textTooLong(let count):
            "a mode or option has \(count) octets, more than \(TFTPLimits.optionTextBytes)"
        case .tooManyOptions: "there are more than \(TFTPLimits.optionCount) options"
        }
    }
}
