/// Why the database did not do what was asked, in words for an operator.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of answer it is; commands exit with 2 for the first two and 1 for the others.
    public enum Kind: Hashable, Sendable {
        /// There is no such row.
        case notFound
        /// A rule of the database forbids the change; nothing was written.
        case refused
        /// Another program holds the database; the same call may succeed later.
        case busy
        /// The disk is full, unreadable or not writable, or the file is not ours.
        case failed
    }

    /// What kind of answer it is.
    public var kind: Kind
    /// What was wrong, with which value, and what to do; one sentence, or one line for each refused node.
    public var message: String

    /// Describes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }

    static func superseded(_ path: String) -> StoreError {
        StoreError(
            .failed,
            "\(path) was written by a newer Rackrise; run that version, or restore a backup of this one")
    }

    /// The same with its subject in front, such as `node "rack1-01"`.
    func about(_ subject: String) -> StoreError {
        // The constraints and triggers name their subject themselves as a rule.
        message.contains(subject) ? self : StoreError(kind, "\(subject): \(message)")
    }

    static func unknownNode(_ name: String) -> StoreError {
        StoreError(.notFound, "there is no node \"\(name)\"; rackrise node list shows all")
    }

    static func unknownProfile(_ name: String) -> StoreError {
        StoreError(.notFound, "there is no profile \"\(name)\"; rackrise profile list shows all")
    }
}
