import NetTypes

/// An absolute `http:` URL whose host is an IPv4 address.
struct HTTPResource: Hashable, Sendable {
    /// Where the server listens.
    let server: IPv4Endpoint
    /// The path with its query.
    let path: String

    /// Reads a URL; nil for other schemes and for host names.
    init?(_ url: String) {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst(7)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let host = rest[..<slash].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(host.count), let address = IPv4Address(host[0]),
            let port = host.count == 2 ? UInt16(host[1]) : 80
        else { return nil }
        server = IPv4Endpoint(address, port)
        path = slash == rest.endIndex ? "/" : String(rest[slash...])
    }

    /// A GET on a connection that stays open.
    func request() -> [UInt8] {
        Array(
            "GET \(path) HTTP/1.1\r\nHost: \(server)\r\nUser-Agent: iPXE/1.21.1\r\nConnection: keep-alive\r\n\r\n"
                .utf8)
    }
}
