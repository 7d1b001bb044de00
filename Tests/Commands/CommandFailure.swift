/// Why a command did not do what a test needs: the command line, what happened, and what it printed.
public struct CommandFailure: Error, CustomStringConvertible {
    /// Of what a command printed, the last characters are shown.
    private static let shown = 8192

    /// The sentence, with what was printed on the lines below.
    public let description: String

    init(_ command: Command, _ what: String, printed: String) {
        let sentence = "`\(command.words.joined(separator: " "))` \(what)"
        description = printed.isEmpty ? sentence : "\(sentence)\n\(printed.suffix(Self.shown))"
    }
}
