/// One mistake in a file that an operator wrote.
public struct FileProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file as the operator named it.
    public var file: String
    /// The line, counted from 1; nil when the problem is the file as a whole.
    public var line: Int?
    /// What is wrong, with which value, and what to do: one sentence without a full stop.
    public var message: String

    /// Describes a mistake.
    public init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// `file:line: message`, the form that editors jump to.
    public var description: String {
        let position = line.map { ":\($0)" } ?? ""
        return "\(file)\(position): \(message)"
    }
}
