public import BootModel

/// The chainloaders found at start: one for each architecture and loader, and the allow-list of all names.
public struct ChainloaderTable: Hashable, Sendable {
    private struct Key: Hashable {
        var architecture: Architecture
        var loader: Loader
    }

    private let first: [Key: Chainloader]
    private let named: [String: Chainloader]

    /// Keeps the first chainloader of each architecture and loader, and what those load by themselves.
    public init(_ found: some Sequence<Chainloader>, loadedByThem: some Sequence<Chainloader> = []) {
        first = Dictionary(found.map { (Key(architecture: $0.architecture, loader: $0.loader), $0) }) {
            first, _ in first
        }
        let all = first.values.map { ($0.name, $0) } + loadedByThem.map { ($0.name, $0) }
        named = Dictionary(all) { first, _ in first }
    }

    /// What a machine of this architecture runs first, or nil: never another architecture's.
    public func chainloader(for architecture: Architecture, _ loader: Loader = .ipxe) -> Chainloader? {
        first[Key(architecture: architecture, loader: loader)]
    }

    /// The chainloader of this file name.
    public func chainloader(named name: String) -> Chainloader? { named[name] }

    /// What firmware is offered, by architecture name and loader.
    public var all: [Chainloader] {
        first.values.sorted {
            ($0.architecture.rawValue, $0.loader.rawValue) < ($1.architecture.rawValue, $1.loader.rawValue)
        }
    }
}
