import Glibc
import NetTypes

/// The calls that prepare a socket, with errors in words.
enum SocketOption {
    static func open(_ type: __socket_type) -> Int32 {
        socket(AF_INET, Int32(type.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    static func set(_ option: Int32, _ value: Int32, level: Int32 = SOL_SOCKET, on descriptor: Int32)
        throws(SocketError)
    {
        var value = value
        let result = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        try check("set socket option \(option)", result)
    }

    /// Lets so many octets wait to leave, or as many as this process may (socket(7)).
    static func setSendBuffer(_ octets: Int32, on descriptor: Int32) throws(SocketError) {
        do throws(SocketError) {
            try set(SO_SNDBUFFORCE, octets, on: descriptor)
        } catch {
            try set(SO_SNDBUF, octets, on: descriptor)
        }
    }

    /// Octets of content that may wait to leave: the kernel counts as much again for its own data (socket(7)).
    static func sendCapacity(of descriptor: Int32) -> Int {
        var octets: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &octets, &length)
        return Int(octets) / 2
    }

    static func bind(_ descriptor: Int32, toDevice device: String) throws(SocketError) {
        let result = device.withCString {
            setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, $0, socklen_t(strlen($0) + 1))
        }
        try check("bind a socket to the interface \(device)", result)
    }

    static func bind(_ descriptor: Int32, to endpoint: IPv4Endpoint, _ action: String) throws(SocketError) {
        try check(action, withAddress(endpoint) { Glibc.bind(descriptor, $0, $1) })
    }

    /// -1 with errno `EINPROGRESS` is what a non-blocking socket says.
    static func connect(_ descriptor: Int32, to endpoint: IPv4Endpoint) -> Int32 {
        withAddress(endpoint) { Glibc.connect(descriptor, $0, $1) }
    }

    private static func withAddress(
        _ endpoint: IPv4Endpoint, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = endpoint.port.bigEndian
        address.sin_addr.s_addr = endpoint.address.rawValue.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    static func localEndpoint(of descriptor: Int32) -> IPv4Endpoint {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return IPv4Endpoint(
            IPv4Address(rawValue: UInt32(bigEndian: address.sin_addr.s_addr)),
            UInt16(bigEndian: address.sin_port))
    }
}
