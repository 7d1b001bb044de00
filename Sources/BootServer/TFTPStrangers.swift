import NetIO
import NetTypes

/// Keeps the requests of machines that the kernel does not know yet, until it has found out who they are.
///
/// A machine that still knows our address asks without an ARP packet of its own, and the kernel forgets who is silent
/// for a while. Without news for a second, the machine's repetition is answered as a stranger's.
@NetLoop
final class TFTPStrangers {
    /// Named bounds of the wait.
    enum Limits {
        /// Requests that wait at once; at the bound, new ones replace arbitrary old ones.
        static let requests = 256
        /// How long a request waits: as long as the kernel does before it asks again.
        static let time: Duration = .seconds(1)
    }

    private let inquire: @NetLoop (IPv4Address) -> Bool
    private var waiting: [IPv4Endpoint: (since: Instant, handle: @NetLoop () -> Void)] = [:]

    /// Makes an empty one; `inquire` has the kernel ask who has an address, and says whether it can.
    init(inquire: @escaping @NetLoop (IPv4Address) -> Bool) { self.inquire = inquire }

    /// Keeps what handles a request, or drops a repetition; false when there is nothing to wait for any more.
    func keep(from client: IPv4Endpoint, at now: Instant, handle: @escaping @NetLoop () -> Void) -> Bool {
        if let first = waiting[client] {
            guard now - first.since > Limits.time else { return true }
            waiting[client] = nil
            return false
        }
        guard inquire(client.address) else { return false }
        if waiting.count >= Limits.requests, let victim = waiting.keys.first { waiting[victim] = nil }
        waiting[client] = (now, handle)
        return true
    }

    /// Has the requests of an address handled, whose machine is known now; old ones are forgotten.
    func release(_ address: IPv4Address, at now: Instant) {
        for (client, request) in waiting where client.address == address {
            waiting[client] = nil
            if now - request.since <= Limits.time { request.handle() }
        }
    }
}
