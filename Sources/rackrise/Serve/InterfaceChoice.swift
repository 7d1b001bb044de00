import NetIO
import OperatorFiles

/// Finds the configured interfaces and refuses those that must not be served.
struct InterfaceChoice {
    let configuration: Configuration

    /// The interfaces in the configured order; one that is named twice is served once.
    func interfaces(among all: [String: NetworkInterface]) throws -> [NetworkInterface] {
        guard !configuration.interfaces.isEmpty else {
            throw CommandError.failed(
                "no interface to serve: name one with --interface or under interfaces: in the configuration; there are \(Self.names(all))"
            )
        }
        var seen: Set<String> = []
        return try configuration.interfaces.filter { seen.insert($0).inserted }
            .map { try interface($0, among: all) }
    }

    private func interface(_ name: String, among all: [String: NetworkInterface]) throws -> NetworkInterface {
        guard let interface = all[name] else {
            throw CommandError.failed("there is no interface \(name): there are \(Self.names(all))")
        }
        guard interface.isUp else {
            throw CommandError.failed("interface \(name) is down: ip link set \(name) up")
        }
        guard interface.primaryAddress != nil else {
            throw CommandError.failed(
                "interface \(name) has no IPv4 address to answer from: ip address add ADDRESS/LENGTH dev \(name)"
            )
        }
        guard !interface.carriesDefaultRoute || configuration.allowDefaultRoute else {
            throw CommandError.failed(
                "interface \(name) carries the default route, so it is probably not a provisioning network: serve another one, or set allowDefaultRoute: true"
            )
        }
        return interface
    }

    private static func names(_ all: [String: NetworkInterface]) -> String {
        let names = all.keys.filter { $0 != "lo" }.sorted()
        return names.isEmpty ? "none besides lo" : names.joined(separator: ", ")
    }
}
