import Foundation

extension Configuration {
    /// The file that is read when none is named.
    public static let defaultPath = "/etc/rackrise/rackrise.yaml"

    /// The longest configuration file, in bytes; a longer one is the wrong file.
    private static let lengthLimit = 1 << 20

    /// Reads the file at `path`; without a path the one at ``defaultPath``, or the built-in defaults where that is missing.
    ///
    /// - Throws: Every mistake in the file, or the reason why it cannot be read.
    public static func load(path: String? = nil) throws(OperatorFileError) -> Configuration {
        if path == nil, !FileManager.default.fileExists(atPath: defaultPath) { return Configuration() }
        let file = path ?? defaultPath
        return try Configuration(yaml: OperatorFile.text(at: file, limit: lengthLimit), file: file)
    }

    /// Reads a configuration; keys that are not in it keep their defaults.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name to use in messages.
    /// - Throws: Every mistake, each with its line, key path, value and remedy.
    public init(yaml: String, file: String) throws(OperatorFileError) {
        self.init()
        var reader = YAMLReader(file: file)
        let root = reader.section(
            try YAMLDocument(yaml, file: file).root,
            keys: [
                "state", "interfaces", "allowDefaultRoute", "dhcp", "tftp", "http", "management", "menu",
                "chainloaders", "cache", "install",
            ])
        reader.read(root["state"], .absolutePath, into: &state)
        reader.read(root["interfaces"], setOf: .interfaceName, into: &interfaces)
        reader.read(root["allowDefaultRoute"], .flag, into: &allowDefaultRoute)
        readServices(root, &reader)
        let menuSection = reader.section(root["menu"], keys: ["timeout"])
        reader.read(menuSection["timeout"], .menuTimeout, into: &menu.timeout)
        let chainloaderSection = reader.section(root["chainloaders"], keys: ["directories"])
        reader.read(
            chainloaderSection["directories"], setOf: .absolutePath, into: &chainloaders.directories)
        let cacheSection = reader.section(root["cache"], keys: ["directory"])
        if let value = cacheSection["directory"] {
            var directory = ""
            reader.read(value, .absolutePath, into: &directory)
            cache.directory = directory
        }
        let installSection = reader.section(root["install"], keys: ["store"])
        reader.read(installSection["store"], .store, into: &install.store)
        try reader.finish()
    }

    private mutating func readServices(_ root: [String: YAMLValue], _ reader: inout YAMLReader) {
        let dhcpSection = reader.section(
            root["dhcp"], keys: ["port", "bootServerPort", "capture", "unknown"])
        reader.read(dhcpSection["port"], .port, into: &dhcp.port)
        reader.read(dhcpSection["bootServerPort"], .port, into: &dhcp.bootServerPort)
        reader.read(dhcpSection["capture"], .flag, into: &dhcp.capture)
        reader.read(dhcpSection["unknown"], .word, into: &dhcp.unknown)
        let tftpSection = reader.section(root["tftp"], keys: ["port"])
        reader.read(tftpSection["port"], .port, into: &tftp.port)
        let httpSection = reader.section(root["http"], keys: ["port", "openImages"])
        reader.read(httpSection["port"], .port, into: &http.port)
        reader.read(httpSection["openImages"], .flag, into: &http.openImages)
        let managementSection = reader.section(root["management"], keys: ["port", "address"])
        reader.read(managementSection["port"], .port, into: &management.port)
        reader.read(managementSection["address"], .loopbackAddress, into: &management.address)

        let datagram = [
            ("dhcp.port", dhcp.port, dhcpSection["port"]),
            ("dhcp.bootServerPort", dhcp.bootServerPort, dhcpSection["bootServerPort"]),
            ("tftp.port", tftp.port, tftpSection["port"]),
        ]
        let stream = [
            ("http.port", http.port, httpSection["port"]),
            ("management.port", management.port, managementSection["port"]),
        ]
        for ports in [datagram, stream] { Self.reportShared(ports, &reader) }
    }

    /// Two services on one port would fail at start with an error that names neither key.
    private static func reportShared(
        _ ports: [(key: String, port: UInt16, value: YAMLValue?)], _ reader: inout YAMLReader
    ) {
        for (index, later) in ports.enumerated() {
            for earlier in ports[..<index] where earlier.port == later.port {
                reader.report(
                    line: later.value?.line ?? earlier.value?.line,
                    "\(later.key) and \(earlier.key) are both \(later.port); give each its own port")
            }
        }
    }
}
