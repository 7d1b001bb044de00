import NetTypes
import OperatorFiles

/// The settings as `config check --json` shows them: the file's keys, and the menu's timeout in milliseconds.
struct ConfigurationRecord: Encodable {
    struct DHCP: Encodable {
        let port: UInt16
        let bootServerPort: UInt16
        let capture: Bool
        let unknown: String
    }

    struct TFTP: Encodable { let port: UInt16 }

    struct HTTP: Encodable {
        let port: UInt16
        let openImages: Bool
    }

    struct Management: Encodable {
        let port: UInt16
        let address: String
    }

    struct Menu: Encodable { let timeoutMilliseconds: Int64 }

    struct Chainloaders: Encodable { let directories: [String] }

    struct Cache: Encodable { let directory: String? }

    struct Install: Encodable { let store: String? }

    let state: String
    let interfaces: [String]
    let allowDefaultRoute: Bool
    let dhcp: DHCP
    let tftp: TFTP
    let http: HTTP
    let management: Management
    let menu: Menu
    let chainloaders: Chainloaders
    let cache: Cache
    let install: Install

    /// Describes the settings.
    init(_ configuration: Configuration) {
        state = configuration.state
        interfaces = configuration.interfaces
        allowDefaultRoute = configuration.allowDefaultRoute
        dhcp = DHCP(
            port: configuration.dhcp.port, bootServerPort: configuration.dhcp.bootServerPort,
            capture: configuration.dhcp.capture,
            unknown: configuration.dhcp.unknown.rawValue)
        tftp = TFTP(port: configuration.tftp.port)
        http = HTTP(port: configuration.http.port, openImages: configuration.http.openImages)
        management = Management(
            port: configuration.management.port, address: configuration.management.address.description)
        let timeout = configuration.menu.timeout.components
        menu = Menu(timeoutMilliseconds: timeout.seconds * 1000 + timeout.attoseconds / 1_000_000_000_000_000)
        chainloaders = Chainloaders(directories: configuration.chainloaders.directories)
        cache = Cache(directory: configuration.cache.directory)
        install = Install(store: configuration.install.store)
    }
}
