/// Why a machine gets what it gets, for people and for programs.
public struct Reason: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of reasons; stable words for programs.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The node's boot setting, profile or menu says so.
        case allowed
        /// The address is on no node.
        case unknownMachine = "unknown-machine"
        /// Nothing tells which machine asks.
        case unidentified
        /// The URL names another machine's address.
        case impostor
        /// The node is ignored.
        case ignored
        /// The node is held.
        case held
        /// The node boots its own disk.
        case localDisk = "local-disk"
        /// An install is armed or under way.
        case armed
        /// There is no install under way.
        case notArmed = "not-armed"
        /// An install may not boot its installer now.
        case unavailable
        /// There is no chainloader for the architecture.
        case noChainloader = "no-chainloader"
        /// The profile may not be used by this node.
        case profileNotAllowed = "profile-not-allowed"
        /// The profile, its version or the file does not exist.
        case notFound = "not-found"
        /// The profile has no image yet.
        case noImage = "no-image"
        /// The profile's kernel is for another instruction set.
        case wrongArchitecture = "wrong-architecture"
        /// The kernel's arguments cannot be passed on by iPXE.
        case unusableArguments = "unusable-arguments"
    }

    /// The kind.
    public var code: Code
    /// One sentence: what, with which value, and where it helps what to do.
    public var text: String

    /// Makes a reason.
    public init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    /// The sentence.
    public var description: String { text }
}
