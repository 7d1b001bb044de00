import Crypto
import NetIO
import NetTypes

/// One machine of a storm with the socket it has open.
@NetLoop
final class Player {
    /// The socket of the present download.
    enum Wire {
        case none
        case transfer(TransferSocket)
        case connecting(TCPSocket)
        case connection(TCPSocket)
    }

    var machine: Machine
    let expectation: Expectation?
    let isSampled: Bool
    let startedAt: Instant
    var wire = Wire.none
    var complaint: String?
    private var hasher: SHA256Hasher?

    init(_ machine: Machine, expectation: Expectation?, isSampled: Bool, at now: Instant) {
        self.machine = machine
        self.expectation = expectation
        self.isSampled = isSampled
        startedAt = now
    }

    /// The descriptor of the socket.
    var descriptor: Int32? {
        switch wire {
        case .none: nil
        case .transfer(let socket): socket.descriptor
        case .connecting(let socket), .connection(let socket): socket.descriptor
        }
    }

    /// Hashes content.
    func digest(_ octets: ArraySlice<UInt8>) {
        guard isSampled else { return }
        if hasher == nil { hasher = try? SHA256Hasher() }
        try? hasher?.update(octets)
    }

    /// The digest of what was hashed since the last time; nil when that is nothing.
    func takeDigest() -> String? {
        guard let hasher = hasher.take() else { return nil }
        return (try? hasher.finish()).map { Hexadecimal.text($0) }
    }

    /// Closes the socket.
    func close() {
        switch wire {
        case .none: break
        case .transfer(let socket): socket.close()
        case .connecting(let socket), .connection(let socket):
            NetLoop.forget(socket.descriptor)
            socket.close()
        }
        wire = .none
    }
}
