import Glibc

/// The service manager's end of sd_notify(3): a Unix datagram socket whose messages are printed.
struct NotificationSocket {
    private struct Failure: Error { var action: String, errno: Int32 }

    private let descriptor: Int32

    /// Binds a path, or with a leading `@` a name in the abstract name space.
    init(name: String) throws {
        var path = Array(name.utf8)
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure(action: "name the socket", errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(2 + path.count)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { throw Failure(action: "bind the socket", errno: errno) }
    }

    /// Prints `listening`, then each message on a line, until none came for so long.
    func printMessages(within patience: Duration) throws {
        let (seconds, attoseconds) = patience.components
        var wait = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout.size(ofValue: wait)))
        Probe.say("listening")
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { return }
            Probe.say(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
