import NetTypes

/// A request's head while its lines arrive.
struct RequestHead: Sendable {
    private let method: HTTPMethod
    private let target: HTTPTarget
    private let version: HTTPVersion
    private var headers = HTTPHeaders()
    /// The length of the body; known once the head is complete.
    private(set) var bodyLength = 0
    /// Whether the client waits for `100 Continue`; known once the head is complete.
    private(set) var expectsContinue = false

    /// Reads `METHOD SP target SP HTTP/n.n`.
    init(requestLine line: ArraySlice<UInt8>) throws(HTTPRequestError) {
        let space = UInt8(ascii: " ")
        guard let first = line.firstIndex(of: space), let last = line.lastIndex(of: space), first < last,
            !line[(first + 1)..<last].contains(space), Self.isToken(line[..<first])
        else { throw .malformedRequestLine }
        method = HTTPMethod(rawValue: String(decoding: line[..<first], as: UTF8.self))
        version = try Self.version(line[(last + 1)...])
        guard let target = HTTPTarget(parsing: line[(first + 1)..<last]) else { throw .malformedTarget }
        self.target = target
    }

    /// Reads `name: value`.
    mutating func append(fieldLine line: ArraySlice<UInt8>, limits: HTTPLimits) throws(HTTPRequestError) {
        guard headers.fields.count < limits.fieldCount else { throw .headTooLarge }
        // A folded line starts with white space, and so has no token before its colon.
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isToken(line[..<colon]) else {
            throw .malformedField
        }
        let value = Self.trimmed(line[(colon + 1)...])
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else {
            throw .malformedField
        }
        headers.add(
            String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    /// Checks the fields that decide about the rest of the message.
    mutating func complete(limits: HTTPLimits) throws(HTTPRequestError) {
        let hosts = headers.count(of: "Host")
        guard hosts == 1 || (hosts == 0 && version == .http10) else { throw .hostMissing }
        let lengths = headers.values(of: "Content-Length")
        if headers["Transfer-Encoding"] != nil {
            // Both at once is how requests are smuggled (RFC 9112 §6.1).
            throw lengths.isEmpty ? .transferEncoding : .malformedLength
        }
        if let text = lengths.first {
            guard lengths.count == 1, !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit) else {
                throw .malformedLength
            }
            let mayHaveBody = limits.bodyPathEnd.map { target.path.hasSuffix($0) } ?? true
            guard let length = Int(text), length <= (mayHaveBody ? limits.bodyBytes : 0) else {
                throw .bodyTooLarge
            }
            bodyLength = length
        }
        if version == .http11, let expectation = headers["Expect"] {
            guard expectation.lowercased() == "100-continue" else { throw .unknownExpectation }
            expectsContinue = bodyLength > 0
        }
    }

    /// The request with this body.
    func request(body: [UInt8]) -> HTTPRequest {
        HTTPRequest(method, target, version: version, headers: headers, body: body)
    }

    private static func version(_ word: ArraySlice<UInt8>) throws(HTTPRequestError) -> HTTPVersion {
        let digits = word.dropFirst(5)
        guard word.starts(with: "HTTP/".utf8), digits.count == 3, let major = digits.first,
            let minor = digits.last,
            major.isASCIIDigit, minor.isASCIIDigit, digits.dropFirst().first == UInt8(ascii: ".")
        else { throw .malformedRequestLine }
        guard major == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return minor == UInt8(ascii: "0") ? .http10 : .http11
    }

    private static func trimmed(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = octets.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        while let last = rest.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            rest = rest.dropLast()
        }
        return rest
    }

    private static func isToken(_ octets: ArraySlice<UInt8>) -> Bool {
        !octets.isEmpty && octets.allSatisfy { $0 > 0x20 && $0 < 0x7F && !isDelimiter($0) }
    }

    private static func isDelimiter(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "/"),
            UInt8(ascii: ":")...UInt8(ascii: "@"), UInt8(ascii: "[")...UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
