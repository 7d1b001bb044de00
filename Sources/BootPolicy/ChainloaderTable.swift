public import BootModel

/// The chainloaders found at start: one for each architecture, and the allow-list of their names.
public struct ChainloaderTable: Hashable, Sendable {
    private let chainloaders: [Architecture: Chainloader]

    /// Keeps the first chainloader of each architecture.
    public init(_ found: some Sequence<Chainloader>) {
        chainloaders = Dictionary(found.map { ($0.architecture, $0) }) { first, _ in first }
    }

    /// What a machine of this architecture runs, or nil: never another architecture's.
    public func chainloader(for architecture: Architecture) -> Chainloader? { chainloaders[architecture] }

    /// The chainloader of this file name.
    public func chainloader(named name: String) -> Chainloader? {
        chainloaders.values.first { $0.name == name }
    }

    /// Every chainloader by architecture name.
    public var all: [Chainloader] {
        chainloaders.values.sorted { $0.architecture.rawValue < $1.architecture.rawValue }
    }
}
