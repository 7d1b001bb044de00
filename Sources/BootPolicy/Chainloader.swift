public import BootModel

/// A network boot program that this server can hand out.
public struct Chainloader: Hashable, Sendable {
    /// What it runs on.
    public var architecture: Architecture
    /// Its file name, which is also the last component of its TFTP path and URL.
    public var name: String
    /// The chain of programs it belongs to.
    public var loader: Loader

    /// Describes a chainloader.
    public init(architecture: Architecture, name: String, loader: Loader = .ipxe) {
        self.architecture = architecture
        self.name = name
        self.loader = loader
    }
}
