/// Why the lab could not do, or did not see, what it was asked for: one sentence and what there was to see.
public struct LabError: Error, CustomStringConvertible {
    /// The sentence, with any output that explains it on the lines below.
    public let description: String

    /// An error that says `sentence`, followed by `evidence` on lines of its own.
    public init(_ sentence: String, evidence: String = "") {
        description = evidence.isEmpty ? sentence : "\(sentence)\n\(evidence)"
    }
}
