import HTTP
import Testing

struct RequestParserTests {
    @Test func `each boot client's request is read`() throws {
        let stream = try #require(Feeding.parse(GoldenRequests.all.joined()))
        #expect(stream.error == nil)
        #expect(
            stream.requests.map { "\($0.method.rawValue) \($0.target.normalizedPath ?? "-")" } == [
                "GET /nixos/worker/bzImage", "HEAD /b/t0ken/snponly.efi", "GET /b/t0ken/snponly.efi",
                "GET /boot.ipxe", "GET /x", "GET /dir/grubx64.efi", "GET /disk.img",
            ])
        #expect(stream.requests.allSatisfy { $0.keepsAlive && $0.version == .http11 && $0.body.isEmpty })
        #expect(stream.requests[0].headers["user-agent"] == "iPXE/1.0.0+git-20190125.36a4c85-5.1")
        #expect(stream.requests[3].target.queryItems.first?.value == "52:54:00:12:34:de")
        #expect(stream.requests[6].headers["Range"] == "bytes=512-1023")
    }

    @Test(arguments: GoldenRequests.all)
    func `every truncation waits for more`(_ request: String) {
        for length in 0..<request.utf8.count {
            #expect(Feeding.parse(Array(request.utf8.prefix(length))) == ParsedStream())
        }
    }

    struct Refusal: CustomTestStringConvertible {
        let request: String
        let error: HTTPRequestError
        let status: Int

        init(_ request: String, _ error: HTTPRequestError, _ status: Int) {
            self.request = request
            self.error = error
            self.status = status
        }

        var testDescription: String { "\(request.prefix(60).debugDescription): \(status)" }
    }

    private static let host = "Host: a\r\n"

    static let refusals = [
        Refusal("GET /\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET  / HTTP/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal(" GET / HTTP/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET / HTTP/1.1 \r\n\r\n", .malformedRequestLine, 400),
        Refusal("G(T / HTTP/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET / http/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET / HTTP/11\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET / HTTP/1.10\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET /\r HTTP/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal("GET /\0 HTTP/1.1\r\n\r\n", .malformedRequestLine, 400),
        Refusal("\u{16}\u{3}\u{1}\n", .malformedRequestLine, 400),
        Refusal("GET x HTTP/1.1\r\n\r\n", .malformedTarget, 400),
        Refusal("GET /#f HTTP/1.1\r\n\r\n", .malformedTarget, 400),
        Refusal("GET http:// HTTP/1.1\r\n\r\n", .malformedTarget, 400),
        Refusal("CONNECT a:80 HTTP/1.1\r\n\r\n", .malformedTarget, 400),
        Refusal("GET / HTTP/1.1\r\n\(host) folded\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)\tfolded: x\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host): x\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)none\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)X: a\rb\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)X: a\0b\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)X: a\u{7}b\r\n\r\n", .malformedField, 400),
        Refusal("GET / HTTP/1.1\r\n\r\n", .hostMissing, 400),
        Refusal("GET / HTTP/1.1\r\n\(host)\(host)\r\n", .hostMissing, 400),
        Refusal("POST / HTTP/1.1\r\n\(host)Content-Length: x\r\n\r\n", .malformedLength, 400),
        Refusal("POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\n", .malformedLength, 400),
        Refusal("POST / HTTP/1.1\r\n\(host)Content-Length: 1, 1\r\n\r\n", .malformedLength, 400),
        Refusal(
            "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 1\r\n\r\n", .malformedLength, 400),
        Refusal(
            "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            .malformedLength,
            400),
        Refusal("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n", .transferEncoding, 501),
        Refusal("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\n\r\n", .bodyTooLarge, 413),
        Refusal("POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\n", .bodyTooLarge, 413),
        Refusal("GET / HTTP/1.1\r\n\(host)Expect: more\r\n\r\n", .unknownExpectation, 417),
        Refusal("PRI * HTTP/2.0\r\n\r\n", .unsupportedVersion, 505),
        Refusal("GET / HTTP/0.9\r\n\r\n", .unsupportedVersion, 505),
        Refusal("GET /" + String(repeating: "a", count: 8192), .requestLineTooLong, 414),
        Refusal(
            "GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\n\r\n", .requestLineTooLong, 414),
        Refusal(
            "GET / HTTP/1.1\r\n\(host)X: " + String(repeating: "a", count: 16384) + "\r\n\r\n", .headTooLarge,
            431),
        Refusal(
            "GET / HTTP/1.1\r\n\(host)" + String(repeating: "X: y\r\n", count: 64) + "\r\n", .headTooLarge,
            431),
        Refusal(String(repeating: "\r\n", count: 9000), .headTooLarge, 431),
    ]

    @Test(arguments: refusals)
    func `what is malformed or too large is refused with its status`(_ refusal: Refusal) {
        #expect(Feeding.parse(refusal.request) == ParsedStream(error: refusal.error))
        #expect(refusal.error.status.rawValue == refusal.status)
        #expect(!refusal.error.description.isEmpty)
    }

    @Test func `a request at the limits is read`() throws {
        let path = "/" + String(repeating: "a", count: 8192 - 14)
        let line = "GET \(path) HTTP/1.1\r\n"
        #expect(line.utf8.count == 8192 + 2)
        let fields = Self.host + String(repeating: "X: y\r\n", count: 63)
        let stream = try #require(Feeding.parse(line + fields + "\r\n"))
        #expect(stream.requests.first?.headers.fields.count == 64)
        #expect(stream.requests.first?.target.path == path)
    }

    @Test func `bodies up to the limit are delivered`() throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 5
        let request = "POST /api HTTP/1.1\r\n\(Self.host)Content-Length: 5\r\n\r\nhello"
        let stream = try #require(
            Feeding.parse(request + request + "\r\n" + GoldenRequests.curl, limits: limits))
        #expect(stream.error == nil)
        #expect(stream.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["hello", "hello", ""])
    }

    @Test(arguments: [
        ("/b/t/report", true), ("/b/t/report?x=1", true), ("/report", true), ("/b/t/other", false),
        ("/b/t/report/", false), ("/b/t/other?x=/report", false), ("/", false),
    ])
    func `only the paths that may have a body have one`(target: String, mayHaveBody: Bool) throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 5
        limits.bodyPathEnd = "/report"
        func stream(_ length: Int) throws -> ParsedStream {
            let body = String(repeating: "x", count: length)
            return try #require(
                Feeding.parse(
                    "POST \(target) HTTP/1.1\r\n\(Self.host)Content-Length: \(length)\r\n\r\n\(body)",
                    limits: limits))
        }
        #expect(try stream(5).requests.first?.body.count == (mayHaveBody ? 5 : nil))
        #expect(try stream(5).error == (mayHaveBody ? nil : .bodyTooLarge))
        #expect(try stream(6).error == .bodyTooLarge)
        #expect(try stream(0).requests.count == 1)
    }

    @Test func `lines may end in LF alone and empty lines may come first`() throws {
        let stream = try #require(Feeding.parse("\r\n\nGET / HTTP/1.0\nX:\t y \n\n"))
        #expect(stream.requests.first?.headers["x"] == "y")
        #expect(stream.requests.first?.version == .http10)
    }

    @Test func `a target in absolute form is read without its host`() throws {
        let stream = try #require(
            Feeding.parse("GET http://10.0.0.1:8080/a?b HTTP/1.1\r\nHost: other\r\n\r\n"))
        #expect(stream.requests.first?.target.path == "/a")
        #expect(stream.requests.first?.target.query == "b")
    }

    @Test(
        arguments: [
            ("1.1", nil, true), ("1.1", "close", false), ("1.1", "Keep-Alive, Close", false),
            ("1.2", nil, true),
            ("1.0", nil, false), ("1.0", "keep-alive", true), ("1.0", "Upgrade , KEEP-ALIVE", true),
            ("1.0", "keep-alive, close", false),
        ] as [(String, String?, Bool)])
    func `version and Connection decide about keeping the connection`(
        _ version: String, _ connection: String?, _ keepsAlive: Bool
    ) throws {
        let field = connection.map { "Connection: \($0)\r\n" } ?? ""
        let stream = try #require(Feeding.parse("GET / HTTP/\(version)\r\n\(Self.host)\(field)\r\n"))
        #expect(stream.requests.first?.keepsAlive == keepsAlive)
    }
}
