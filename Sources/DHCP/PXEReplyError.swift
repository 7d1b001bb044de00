/// Why a reply cannot be built.
public enum PXEReplyError: Error, Hashable, Sendable {
    /// The loader cannot load this kind of file.
    case wrongKind(BootFile, for: BootLoader)
    /// The name is empty or has a character other than printable ASCII; holds it.
    case unsendableName(String)
    /// The name is longer than its field in the message; holds both lengths in octets.
    case nameTooLong(count: Int, limit: Int)
    /// The message is longer than any client takes, because of what a relay added; holds its length in octets.
    case messageTooLong(Int)
}

extension PXEReplyError: CustomStringConvertible {
    /// What was wrong, with the value.
    public var description: String {
        switch self {
        case .wrongKind(let file, let loader): "\(loader) cannot load \(file)"
        case .unsendableName(let name):
            "the boot file name \(name.debugDescription) is not one or more printable ASCII characters"
        case .nameTooLong(let count, let limit):
            "the boot file name has \(count) octets, and \(limit) fit: give it a shorter name"
        case .messageTooLong(let count):
            "the reply has \(count) octets, and clients take \(PXEReply.maximumLength)"
        }
    }
}
