import HTTP
import NetIO
import NetTypes

/// One connection of the boot listener: its core, its output and what it is being sent.
///
/// Belongs to one `HTTPLoop` and is never seen outside.
final class HTTPClient {
    /// A piece of output that the socket has not taken yet.
    private enum Output {
        case octets([UInt8], from: Int)
        case file(OpenFile, offset: UInt64, count: UInt64)
    }

    var core: HTTPConnection
    let socket: TCPSocket
    /// The transfer that the output belongs to, for the timeline.
    var transfer: HTTPTransfer?
    /// The files of the present response by the numbers it uses.
    var files: [OpenFile] = []
    /// The number of the question that its request waits for.
    var inquiry: UInt64?
    /// Whether the socket is full, or this connection's turn is over.
    var isAwaitingRoom = false
    private(set) var isReading = true
    private var inputEnded = false
    private var output: [Output] = []
    /// From the first piece of a file to the end of the output, so that its packets are full ones.
    private var isHoldingPackets = false
    /// What the loop was last asked to report.
    private var watched: Readiness?

    init(_ socket: TCPSocket, core: HTTPConnection) {
        self.socket = socket
        self.core = core
    }

    /// Whether something waits to be sent.
    var hasOutput: Bool { !output.isEmpty }

    // MARK: - Readiness

    func pauseReading() { isReading = false }

    func resumeReading() { isReading = !inputEnded }

    /// Ends reading after the client's last octet: the socket would be readable for ever.
    func stopReading() {
        inputEnded = true
        isReading = false
    }

    /// Tells the loop what this connection waits for, where that has changed.
    func watch(on loop: LoopExecutor, handler: @autoclosure () -> @Sendable (Readiness) -> Void)
        throws(SocketError)
    {
        let interest: Readiness = [isReading ? .input : [], isAwaitingRoom ? .room : []]
        guard interest != watched else { return }
        if watched == nil {
            try loop.watch(socket.descriptor, for: interest, handler: handler())
        } else {
            try loop.change(socket.descriptor, to: interest)
        }
        watched = interest
    }

    // MARK: - Output

    func enqueue(_ octets: [UInt8]) { output.append(.octets(octets, from: 0)) }

    func enqueue(file id: Int, offset: UInt64, count: UInt64) {
        if !isHoldingPackets { socket.holdPartialPackets(true) }
        isHoldingPackets = true
        output.append(.file(files[id], offset: offset, count: count))
    }

    /// Hands the first piece to the kernel, up to `limit` octets of it.
    func sendSome(atMost limit: Int) -> TCPSocket.Transfer {
        guard let first = output.first else { return .wouldBlock }
        switch first {
        case .octets(let octets, let start):
            let outcome = socket.write(octets, from: start)
            if case .moved(let count) = outcome {
                replaceFirst(count < octets.count - start ? .octets(octets, from: start + count) : nil)
            }
            return outcome
        case .file(let file, let offset, let count):
            let outcome = socket.sendFile(
                file.descriptor, offset: offset, count: min(limit, Int(clamping: count)))
            if case .moved(let moved) = outcome {
                let rest = count - UInt64(moved)
                replaceFirst(rest > 0 ? .file(file, offset: offset + UInt64(moved), count: rest) : nil)
            }
            return outcome
        }
    }

    private func replaceFirst(_ piece: Output?) {
        if let piece {
            output[0] = piece
            return
        }
        output.removeFirst()
        guard output.isEmpty, isHoldingPackets else { return }
        isHoldingPackets = false
        socket.holdPartialPackets(false)
    }

    /// Closes the socket, which its loop has forgotten.
    func close() {
        socket.close()
        files = []
        output = []
    }
}
