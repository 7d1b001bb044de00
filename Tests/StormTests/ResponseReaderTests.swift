import Testing

@testable import Storm

struct ResponseReaderTests {
    private let response = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"abc\"\r\n\r\nhello".utf8)

    @Test(arguments: 1...60)
    func `a response is read in any split`(size: Int) throws {
        var reader = ResponseReader()
        var body: [UInt8] = []
        for start in stride(from: 0, to: response.count, by: size) {
            #expect(!reader.isComplete)
            body += try reader.append(response[start..<min(start + size, response.count)])
        }
        #expect(reader.isComplete)
        #expect(reader.entityTag == "abc")
        #expect(body == Array("hello".utf8))
    }

    @Test func `a body may be skipped`() throws {
        var reader = ResponseReader()
        _ = try reader.append(response[..<(response.count - 4)])
        #expect(reader.isInsideBody)
        reader.skip(4)
        #expect(reader.isComplete)
    }

    @Test func `a refusal holds the first words of its body`() {
        var reader = ResponseReader()
        #expect(throws: ResponseReader.Failure.refused(403, "no")) {
            try reader.append(Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno".utf8)[...])
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ntoo long", String(repeating: "x", count: 20_000),
    ])
    func `what is no response of known length is refused`(text: String) {
        var reader = ResponseReader()
        #expect(throws: ResponseReader.Failure.malformed) { try reader.append(Array(text.utf8)[...]) }
    }
}
