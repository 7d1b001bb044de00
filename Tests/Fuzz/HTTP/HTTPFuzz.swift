import HTTP
import NetTypes

/// What a client sends on one connection, after an octet that chooses where it is split.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = octets.first else { return 0 }
    let stream = octets.dropFirst()
    let cut = stream.startIndex + Int(first) * stream.count / 256
    let whole = ParsedStream([stream])
    guard whole == ParsedStream([stream[..<cut], stream[cut...]]),
        whole == ParsedStream(stream.indices.map { stream[$0...$0] })
    else { fatalError("splits matter") }
    for request in whole.requests {
        checkTarget(request.target)
        checkSelection(for: request)
    }
    converse([Array(stream[..<cut]), Array(stream[cut...])])
    return 0
}

private let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.bodyBytes = 100
    return limits
}()

/// The requests of a stream, and the error that ended it.
private struct ParsedStream: Equatable {
    var requests: [HTTPRequest] = []
    var error: HTTPRequestError?

    init(_ pieces: [ArraySlice<UInt8>]) {
        var parser = RequestParser(limits: limits)
        do throws(HTTPRequestError) {
            for piece in pieces {
                parser.append(piece)
                while let request = try parser.next() { requests.append(request) }
            }
        } catch {
            self.error = error
        }
    }
}

private func checkTarget(_ target: HTTPTarget) {
    _ = target.queryItems
    guard let path = target.normalizedPath else { return }
    let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    guard path.hasPrefix("/"), !segments.contains("."), !segments.contains(".."),
        !segments.dropLast().contains("")
    else { fatalError("'\(path)' may leave the root") }
}

/// A file of 100 octets, two of which stand before it in memory and three behind.
private let response = HTTPResponse(
    .ok, body: .parts([.bytes([1, 2]), .file(id: 7, range: 50..<150), .bytes([3, 4, 5])]),
    validators: Validators(entityTag: EntityTag("v"), lastModified: 784_111_777))

private func checkSelection(for request: HTTPRequest) {
    let selected = response.selected(for: request, boundary: "b")
    for case .file(let id, let range) in selected.body.parts {
        guard id == 7, range.lowerBound >= 50, range.upperBound <= 150, !range.isEmpty else {
            fatalError("octets \(range) are not the file's")
        }
    }
    let isPartial = selected.status == .partialContent
    guard !isPartial || selected.headers["Content-Range"] != nil || selected.headers["Content-Type"] != nil
    else { fatalError("a part that does not say which") }
}

/// One connection to its end, in a bounded number of steps.
private func converse(_ pieces: [[UInt8]]) {
    var connection = HTTPConnection(limits: limits, unixTime: 1_700_000_000, boundarySeed: 1)
    var inputs: [HTTPConnection.Input] = [.endOfInput] + pieces.reversed().map { .received($0) }
    var now = Instant(nanoseconds: 0)
    var actions: [HTTPConnection.Action] = []
    var isClosed = false
    connection.start(at: now, into: &actions)
    for _ in 0..<200 {
        guard let input = inputs.popLast() else { break }
        actions.removeAll(keepingCapacity: true)
        connection.handle(input, at: now, into: &actions)
        guard actions.isEmpty || !isClosed else { fatalError("a closed connection acts") }
        for action in actions {
            switch action {
            case .request: inputs.append(.response(response))
            case .send(let octets): inputs.append(.progressed(UInt64(octets.count)))
            case .sendFile(_, let offset, let count):
                guard offset >= 50, offset + count <= 150 else { fatalError("beyond the file") }
                inputs.append(.progressed(count))
            case .close: isClosed = true
            case .refused, .pauseReading, .resumeReading, .shutdownSending: break
            }
        }
        now = now + .milliseconds(100)
    }
    while let deadline = connection.deadline {
        guard deadline >= now || connection.deadline != nil else { break }
        now = max(now, deadline)
        actions.removeAll(keepingCapacity: true)
        connection.timedOut(at: now, into: &actions)
        let sent = actions.reduce(into: UInt64(0)) { sum, action in
            switch action {
            case .send(let octets): sum += UInt64(octets.count)
            case .sendFile(_, _, let count): sum += count
            default: break
            }
        }
        if sent > 0 { connection.handle(.progressed(sent), at: now, into: &actions) }
        if connection.deadline == deadline { fatalError("a deadline that does not move") }
    }
}
