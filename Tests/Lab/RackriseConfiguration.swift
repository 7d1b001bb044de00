import Foundation

/// The server's configuration file, as far as tests vary it.
public struct RackriseConfiguration: Sendable {
    /// The state directory.
    public var state: String
    /// The interfaces to serve.
    public var interfaces: [String]
    /// Where chainloaders are looked for.
    public var chainloaders: [String]
    /// Further top-level lines of YAML.
    public var settings: String

    /// Describes a configuration.
    public init(
        state: String, interfaces: [String], chainloaders: [String] = Checkout.chainloaders,
        settings: String = ""
    ) {
        self.state = state
        self.interfaces = interfaces
        self.chainloaders = chainloaders
        self.settings = settings
    }

    /// Writes the file.
    public func write(to path: String) throws {
        let text = """
            state: \(state)
            interfaces: [\(interfaces.joined(separator: ", "))]
            chainloaders: { directories: [\(chainloaders.joined(separator: ", "))] }
            \(settings)

            """
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
