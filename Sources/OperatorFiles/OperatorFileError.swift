/// Every mistake that was found in a file; nothing of the file has been used.
public struct OperatorFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistakes in the order of their lines; never empty.
    public let problems: [FileProblem]

    /// Gathers mistakes; they are sorted by line, and those of the file as a whole come first.
    public init(_ problems: [FileProblem]) {
        self.problems = problems.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// One line for each mistake.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
