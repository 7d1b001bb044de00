import CNetShim
import Glibc

/// Wakes a loop that waits for its descriptors (eventfd(2)).
struct WakeBell: ~Copyable, Sendable {
    /// Readable from a `ring` until it is silenced.
    let descriptor: Int32

    init() throws(SocketError) {
        descriptor = try check("make an event descriptor", netshim_event_create())
    }

    deinit { close(descriptor) }

    func ring() {
        var one: UInt64 = 1
        _ = nonBlocking { write(descriptor, &one, MemoryLayout<UInt64>.size) }
    }

    func silence() { Self.silence(descriptor) }

    /// Takes what has come by an event descriptor.
    static func silence(_ descriptor: Int32) {
        var count: UInt64 = 0
        _ = nonBlocking { read(descriptor, &count, MemoryLayout<UInt64>.size) }
    }
}
