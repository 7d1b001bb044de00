import HTTP
import NetTypes
import Testing

/// A connection and a clock, so that a test reads like a transcript.
private struct Transcript {
    typealias Action = HTTPConnection.Action

    private var connection: HTTPConnection
    private var now = Instant(nanoseconds: 5_000_000_000)

    init(limits: HTTPLimits = HTTPLimits()) {
        connection = HTTPConnection(limits: limits, unixTime: 784_111_777, boundarySeed: 35)
        var actions: [Action] = []
        connection.start(at: now, into: &actions)
        #expect(actions.isEmpty)
    }

    mutating func handle(_ input: HTTPConnection.Input) -> [Action] {
        var actions: [Action] = []
        connection.handle(input, at: now, into: &actions)
        return actions
    }

    mutating func receive(_ text: String) -> [Action] { handle(.received(Array(text.utf8))) }

    /// Answers the request, and lets the kernel take everything at once.
    mutating func respond(_ response: HTTPResponse) -> (sent: String, then: [Action]) {
        let actions = handle(.response(response))
        var text = ""
        var count: UInt64 = 0
        for action in actions {
            switch action {
            case .send(let octets):
                text += String(decoding: octets, as: UTF8.self)
                count += UInt64(octets.count)
            case .sendFile(let id, let offset, let length):
                text += "<file \(id) \(offset) \(length)>"
                count += length
            default: text += "<\(action)>"
            }
        }
        return (text, handle(.progressed(count)))
    }

    var remaining: Duration? { connection.deadline.map { $0 - now } }

    mutating func pass(_ duration: Duration) -> [Action] {
        now = now + duration
        var actions: [Action] = []
        connection.timedOut(at: now, into: &actions)
        return actions
    }
}

private func requests(_ actions: [HTTPConnection.Action]) -> [String] {
    actions.map { action in
        guard case .request(let request) = action else { return "\(action)" }
        return "\(request.method.rawValue) \(request.target.path)"
    }
}

private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
private let loader = HTTPResponse(
    .ok, headers: ["Content-Type": "application/efi"], body: .parts([.file(id: 7, range: 0..<173_792)]))

struct HTTPConnectionTests {
    @Test func `UEFI HTTP Boot gets the same head from HEAD and GET on one connection`() {
        var connection = Transcript()
        #expect(requests(connection.receive(GoldenRequests.edk2Head)) == ["HEAD /b/t0ken/snponly.efi"])
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/efi\r\n\(date)Content-Length: 173792\r\n\r\n"
        let first = connection.respond(loader)
        #expect(first.sent == head)
        #expect(first.then == [])
        #expect(requests(connection.receive(GoldenRequests.edk2Get)) == ["GET /b/t0ken/snponly.efi"])
        let second = connection.respond(loader)
        #expect(second.sent == head + "<file 7 0 173792>")
        #expect(second.then == [])
        #expect(connection.remaining == .seconds(30))
    }

    @Test func `a kernel and a node's own segment leave as file and octets`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.iPXE)
        let response = HTTPResponse(
            .ok, body: .parts([.file(id: 1, range: 0..<5000), .bytes(Array("cpio".utf8))]),
            validators: Validators(entityTag: EntityTag("v")))
        let answer = connection.respond(response)
        #expect(answer.sent.contains("ETag: \"v\"\r\n"))
        #expect(answer.sent.contains("Content-Length: 5004\r\n"))
        #expect(answer.sent.hasSuffix("\r\n\r\n<file 1 0 5000>cpio"))
    }

    @Test func `a range of a file is sent as 206`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.iPXERange)
        var response = loader
        response.validators = Validators(lastModified: 0)
        let answer = connection.respond(response)
        #expect(answer.sent.hasPrefix("HTTP/1.1 206 Partial Content\r\n"))
        #expect(answer.sent.contains("Content-Range: bytes 512-1023/173792\r\n"))
        #expect(answer.sent.contains("Content-Length: 512\r\n"))
        #expect(answer.sent.hasSuffix("<file 7 512 512>"))
    }

    @Test func `the octets of a body are counted as the kernel takes them, the head's are not`() {
        var connection = HTTPConnection(unixTime: 0, boundarySeed: 1)
        var actions: [HTTPConnection.Action] = []
        let now = Instant(nanoseconds: 0)
        connection.start(at: now, into: &actions)
        connection.handle(.received(Array(GoldenRequests.iPXERange.utf8)), at: now, into: &actions)
        var response = loader
        response.validators = Validators(lastModified: 0)
        connection.handle(.response(response), at: now, into: &actions)
        #expect(connection.sentBodyBytes == 0)
        connection.handle(.progressed(10), at: now, into: &actions)
        #expect(connection.sentBodyBytes == 0)
        let head = actions.reduce(0) { if case .send(let octets) = $1 { $0 + octets.count } else { $0 } }
        connection.handle(.progressed(UInt64(head - 10 + 500)), at: now, into: &actions)
        #expect(connection.sentBodyBytes == 500)
    }

    @Test func `multipart ranges are framed and counted`() throws {
        var connection = Transcript()
        _ = connection.receive("GET /x HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1,4-5\r\n\r\n")
        let answer = connection.respond(
            HTTPResponse(.ok, body: .bytes(Array("abcdefgh".utf8)), validators: Validators()))
        let parts = answer.sent.split(separator: "\r\n\r\n", maxSplits: 1)
        let body = try #require(parts.last)
        #expect(parts[0].contains("boundary=rackrise-z"))
        #expect(parts[0].contains("Content-Length: \(body.utf8.count)"))
        #expect(body.hasSuffix("\r\n\r\nef\r\n--rackrise-z--\r\n"))
    }

    @Test func `pipelined requests are handled one after the other`() {
        var connection = Transcript()
        let stream = GoldenRequests.iPXE + GoldenRequests.edk2Head + GoldenRequests.curl
        #expect(requests(connection.receive(stream)) == ["GET /nixos/worker/bzImage"])
        #expect(connection.remaining == nil)
        #expect(requests(connection.respond(loader).then) == ["HEAD /b/t0ken/snponly.efi"])
        #expect(requests(connection.respond(loader).then) == ["GET /boot.ipxe"])
        #expect(connection.respond(loader).then == [])
    }

    @Test func `reading pauses when too much is pipelined, and resumes`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.curl)
        let many = String(repeating: GoldenRequests.curl, count: 20)
        #expect(connection.receive(many) == [])
        let more = String(repeating: GoldenRequests.curl, count: 200)
        #expect(connection.receive(more) == [.pauseReading])
        #expect(connection.receive(GoldenRequests.curl) == [])
        var answered = 0
        var events: [HTTPConnection.Action] = []
        while answered < 230 {
            let then = connection.respond(.text(.notFound, "no")).then
            answered += 1
            events += then.filter { $0 == .resumeReading || $0 == .pauseReading }
            if !then.contains(where: { if case .request = $0 { true } else { false } }) { break }
        }
        #expect(answered == 222)
        #expect(events.count > 1)
        for (index, event) in events.enumerated() {
            #expect(event == (index.isMultiple(of: 2) ? .resumeReading : .pauseReading))
        }
        #expect(events.last == .resumeReading)
    }

    @Test func `HTTP 1 0 closes after the response unless asked to stay`() {
        var connection = Transcript()
        _ = connection.receive("GET /x HTTP/1.0\r\n\r\n")
        let answer = connection.respond(.text(.notFound, "no"))
        #expect(answer.sent.contains("Connection: close\r\n"))
        #expect(answer.then == [.shutdownSending])
        #expect(connection.receive("rest") == [])
        #expect(connection.handle(.endOfInput) == [.close])
        #expect(connection.remaining == nil)

        var staying = Transcript()
        _ = staying.receive("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let kept = staying.respond(.text(.notFound, "no"))
        #expect(kept.sent.contains("Connection: keep-alive\r\n"))
        #expect(kept.then == [])
    }

    @Test func `a handler can have the connection closed`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.curl)
        let answer = connection.respond(
            HTTPResponse(.ok, headers: ["connection": "close", "content-length": "9"]))
        #expect(
            answer.sent == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(answer.then == [.shutdownSending])
        #expect(connection.pass(.seconds(2)) == [.close])
    }

    @Test func `a client that stops sending still gets its answers`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.curl + GoldenRequests.iPXE)
        #expect(connection.handle(.endOfInput) == [])
        #expect(requests(connection.respond(loader).then) == ["GET /nixos/worker/bzImage"])
        #expect(connection.respond(loader).then == [.close])

        var idle = Transcript()
        #expect(idle.handle(.endOfInput) == [.close])
    }

    @Test func `a malformed request is answered, and the connection ended`() throws {
        var connection = Transcript()
        let actions = connection.receive("GET\r\n" + GoldenRequests.curl)
        #expect(actions.first == .refused(.badRequest, reason: "the request line is malformed"))
        guard case .send(let octets) = try #require(actions.last) else {
            Issue.record("nothing sent")
            return
        }
        let text = String(decoding: octets, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(connection.handle(.progressed(UInt64(octets.count))) == [.shutdownSending])
        #expect(connection.receive(GoldenRequests.curl) == [])
        #expect(connection.pass(.milliseconds(1999)) == [])
        #expect(connection.pass(.milliseconds(1)) == [.close])
    }

    @Test func `a body is asked for once when the client waits`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        var connection = Transcript(limits: limits)
        let head = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
        let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        #expect(connection.receive(head) == [.send(goOn)])
        #expect(connection.handle(.progressed(UInt64(goOn.count))) == [])
        #expect(connection.receive("ab") == [])
        #expect(requests(connection.receive("cd")) == ["POST /x"])
        _ = connection.respond(.text(.ok, "done"))
        #expect(requests(connection.receive(head + "abcd")) == ["POST /x"])
    }

    @Test func `a body over the limit is refused before it is sent`() {
        var connection = Transcript()
        let actions = connection.receive(
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        #expect(actions.first == .refused(.contentTooLarge, reason: "the request body is too large"))
    }

    // MARK: - Time

    @Test func `an octet now and then does not keep a head open beyond ten seconds`() {
        var connection = Transcript()
        #expect(connection.pass(.seconds(20)) == [])
        for character in "GET /slow" {
            #expect(connection.receive(String(character)) == [])
            #expect(connection.pass(.seconds(1)) == [])
        }
        #expect(connection.receive("l") == [])
        #expect(connection.remaining == .seconds(1))
        let actions = connection.pass(.seconds(1))
        #expect(actions.first == .refused(.requestTimeout, reason: "the request did not arrive in time"))
        #expect(actions.count == 2)
    }

    @Test func `an idle connection closes after thirty seconds without a word`() {
        var connection = Transcript()
        #expect(connection.pass(.milliseconds(29_999)) == [])
        #expect(connection.pass(.milliseconds(1)) == [.close])
        #expect(connection.pass(.seconds(100)) == [])
        #expect(connection.receive(GoldenRequests.curl) == [])
    }

    @Test func `the idle time starts anew after each response`() {
        var connection = Transcript()
        _ = connection.pass(.seconds(29))
        _ = connection.receive(GoldenRequests.curl)
        #expect(connection.pass(.seconds(600)) == [])
        #expect(connection.respond(loader).then == [])
        #expect(connection.pass(.milliseconds(29_999)) == [])
        #expect(connection.pass(.milliseconds(1)) == [.close])
    }

    @Test func `a body that does not arrive ends the connection`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        var connection = Transcript(limits: limits)
        _ = connection.receive("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        #expect(connection.pass(.seconds(29)) == [])
        #expect(connection.receive("c") == [])
        #expect(
            connection.pass(.seconds(1)).first
                == .refused(.requestTimeout, reason: "the request did not arrive in time"))
    }

    @Test func `a client that takes too little is cut off, a slow one is not`() {
        var connection = Transcript()
        _ = connection.receive(GoldenRequests.iPXE)
        #expect(connection.handle(.response(loader)).count == 2)
        for _ in 0..<5 {
            #expect(connection.handle(.progressed(16_384)) == [])
            #expect(connection.pass(.seconds(30)) == [])
        }
        #expect(connection.handle(.progressed(16_383)) == [])
        #expect(connection.pass(.seconds(30)) == [.close])
        #expect(connection.handle(.progressed(1_000_000)) == [])
    }

    @Test func `the date moves with the connection's clock`() {
        var connection = Transcript()
        _ = connection.pass(.seconds(25))
        _ = connection.receive(GoldenRequests.curl)
        #expect(
            connection.respond(.text(.notFound, "no")).sent.contains(
                "Date: Sun, 06 Nov 1994 08:50:02 GMT\r\n"))
    }

    @Test func `a response nobody asked for is ignored`() {
        var connection = Transcript()
        #expect(connection.handle(.response(loader)) == [])
        #expect(requests(connection.receive(GoldenRequests.curl)) == ["GET /boot.ipxe"])
    }
}
