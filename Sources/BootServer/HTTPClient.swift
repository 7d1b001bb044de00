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
    private(set) var isAwaitingRoom = false
    private var output: [Output] = []
    private var reader: DescriptorSource?
    private var writer: DescriptorSource?
    private var isReadingPaused = false

    init(_ socket: TCPSocket, core: HTTPConnection) {
        self.socket = socket
        self.core = core
    }

    /// Whether something waits to be sent.
    var hasOutput: Bool { !output.isEmpty }

    // MARK: - Input

    func startReading(on executor: LoopExecutor, _ handler: @escaping @Sendable () -> Void) {
        let source = DescriptorSource(socket.descriptor, .readable, on: executor, handler: handler)
        reader = source
        source.activate()
    }

    func pauseReading() {
        guard !isReadingPaused else { return }
        isReadingPaused = true
        reader?.suspend()
    }

    func resumeReading() {
        guard isReadingPaused, !inputEnded else { return }
        isReadingPaused = false
        reader?.resume()
    }

    /// Ends reading after the client's last octet: the descriptor would be readable for ever.
    func stopReading() {
        inputEnded = true
        pauseReading()
    }

    private var inputEnded = false

    // MARK: - Output

    func enqueue(_ octets: [UInt8]) { output.append(.octets(octets, from: 0)) }

    func enqueue(file id: Int, offset: UInt64, count: UInt64) {
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
        if let piece { output[0] = piece } else { output.removeFirst() }
    }

    func awaitRoom(on executor: LoopExecutor, _ handler: @escaping @Sendable () -> Void) {
        guard !isAwaitingRoom else { return }
        isAwaitingRoom = true
        if let writer { return writer.resume() }
        let source = DescriptorSource(
            socket.descriptor, .writable, on: executor, ownsDescriptor: false,
            cancelled: { [reader] in reader?.cancel() }, handler: handler)
        writer = source
        source.activate()
    }

    func stopAwaitingRoom() {
        guard isAwaitingRoom else { return }
        isAwaitingRoom = false
        writer?.suspend()
    }

    // MARK: - End

    /// Cancels the sources, one after the other: the last closes the descriptor, which no other may watch then.
    func close() {
        // A suspended source cannot be cancelled.
        if isReadingPaused { reader?.resume() }
        if let writer {
            if !isAwaitingRoom { writer.resume() }
            writer.cancel()
        } else {
            reader?.cancel()
        }
        writer = nil
        reader = nil
        files = []
        output = []
    }
}
