import OperatorFiles

extension Configuration {
    /// Takes the settings that a running daemon can change from another configuration.
    mutating func takeOverReloadable(from other: Configuration) {
        dhcp.unknown = other.dhcp.unknown
        http.openImages = other.http.openImages
        menu = other.menu
        chainloaders = other.chainloaders
        cache = other.cache
    }

    /// The names of the other settings that differ.
    func settings(differingFrom other: Configuration) -> [String] {
        let settings: [(name: String, differs: Bool)] = [
            ("state", state != other.state), ("interfaces", interfaces != other.interfaces),
            ("allowDefaultRoute", allowDefaultRoute != other.allowDefaultRoute),
            ("dhcp.port", dhcp.port != other.dhcp.port),
            ("dhcp.bootServerPort", dhcp.bootServerPort != other.dhcp.bootServerPort),
            ("dhcp.capture", dhcp.capture != other.dhcp.capture), ("tftp.port", tftp.port != other.tftp.port),
            ("http.port", http.port != other.http.port), ("management", management != other.management),
            ("install.store", install.store != other.install.store),
        ]
        return settings.filter(\.differs).map(\.name)
    }
}
