import HTTP
import Testing

struct HTTPResponseTests {
    /// A kernel of 1000 octets followed by a segment of 10 in memory.
    private let response = HTTPResponse(
        .ok, headers: ["Content-Type": "application/octet-stream"],
        body: .parts([.file(id: 3, range: 0..<1000), .bytes(Array(0..<10))]),
        validators: Validators(entityTag: EntityTag("v1"), lastModified: 784_111_777))

    private func selected(_ headers: HTTPHeaders, method: HTTPMethod = .get) throws -> HTTPResponse {
        let target = try #require(HTTPTarget(parsing: "/x".utf8))
        return response.selected(for: HTTPRequest(method, target, headers: headers), boundary: "B")
    }

    @Test func `a plain request gets the whole with its validators`() throws {
        let whole = try selected([:])
        #expect(whole.status == .ok)
        #expect(whole.body == response.body)
        #expect(whole.body.count == 1010)
        #expect(whole.headers["ETag"] == "\"v1\"")
        #expect(whole.headers["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(whole.headers["Accept-Ranges"] == "bytes")
    }

    @Test(
        arguments: [
            ("bytes=0-99", "bytes 0-99/1010", [.file(id: 3, range: 0..<100)]),
            (
                "bytes=990-1004", "bytes 990-1004/1010",
                [.file(id: 3, range: 990..<1000), .bytes([0, 1, 2, 3, 4])]
            ),
            ("bytes=-2", "bytes 1008-1009/1010", [.bytes([8, 9])]),
            ("bytes=1000-1000", "bytes 1000-1000/1010", [.bytes([0])]),
        ] as [(String, String, [BodyPart])])
    func `a range goes across the parts`(_ range: String, _ contentRange: String, _ parts: [BodyPart]) throws
    {
        let partial = try selected(["Range": range])
        #expect(partial.status == .partialContent)
        #expect(partial.headers["Content-Range"] == contentRange)
        #expect(partial.headers["Content-Type"] == "application/octet-stream")
        #expect(partial.body == .parts(parts))
    }

    @Test func `several ranges come as multipart`() throws {
        let partial = try selected(["Range": "bytes=0-1,1000-1001"])
        let head = "Content-Type: application/octet-stream\r\nContent-Range: bytes"
        #expect(partial.status == .partialContent)
        #expect(partial.headers["Content-Type"] == "multipart/byteranges; boundary=B")
        #expect(partial.headers["Content-Range"] == nil)
        #expect(
            partial.body.parts == [
                .bytes(Array("--B\r\n\(head) 0-1/1010\r\n\r\n".utf8)), .file(id: 3, range: 0..<2),
                .bytes(Array("\r\n--B\r\n\(head) 1000-1001/1010\r\n\r\n".utf8)), .bytes([0, 1]),
                .bytes(Array("\r\n--B--\r\n".utf8)),
            ])
    }

    @Test func `a range outside the file is 416 with the length`() throws {
        let refusal = try selected(["Range": "bytes=1010-"])
        #expect(refusal.status == .rangeNotSatisfiable)
        #expect(refusal.headers["Content-Range"] == "bytes */1010")
    }

    @Test func `conditions decide before ranges`() throws {
        let notModified = try selected(["If-None-Match": "\"v1\"", "Range": "bytes=0-1"])
        #expect(notModified.status == .notModified)
        #expect(notModified.body == .none)
        #expect(notModified.headers["ETag"] == "\"v1\"")
        #expect(try selected(["If-Match": "\"v2\""]).status == .preconditionFailed)
        #expect(try selected(["If-Range": "\"v2\"", "Range": "bytes=0-1"]).status == .ok)
    }

    @Test func `ranges are for GET, and for representations with validators`() throws {
        #expect(try selected(["Range": "bytes=0-1"], method: .head).status == .ok)
        #expect(try selected(["If-Match": "\"v2\""], method: .post).status == .ok)
        let target = try #require(HTTPTarget(parsing: "/x".utf8))
        let request = HTTPRequest(.get, target, headers: ["Range": "bytes=0-1"])
        let plain = HTTPResponse(.ok, body: .bytes([1, 2, 3]))
        #expect(plain.selected(for: request, boundary: "B") == plain)
        let missing = HTTPResponse.text(.notFound, "no such file")
        #expect(missing.selected(for: request, boundary: "B") == missing)
    }

    @Test func `a status line always has text behind the code`() {
        #expect(ResponseHead(.notFound).octets == Array("HTTP/1.1 404 Not Found\r\n\r\n".utf8))
        #expect(ResponseHead(HTTPStatus(rawValue: 299)).octets == Array("HTTP/1.1 299 Status\r\n\r\n".utf8))
    }

    @Test func `a field cannot end its line`() {
        let head = ResponseHead(.ok, headers: ["X": "a\r\nSet-Cookie: b\u{0}é"])
        #expect(head.octets == Array("HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b é\r\n\r\n".utf8))
    }
}
