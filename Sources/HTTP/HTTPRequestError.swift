/// Why a request is refused before anybody handles it.
public enum HTTPRequestError: Error, Hashable, Sendable {
    /// The request line is not `METHOD target HTTP/n.n`.
    case malformedRequestLine
    /// The target is neither a path, an `http` URL nor `*`, or holds forbidden octets.
    case malformedTarget
    /// A field is not `name: value`, is folded, or holds forbidden octets.
    case malformedField
    /// HTTP/1.1 without exactly one `Host`.
    case hostMissing
    /// `Content-Length` is not one plain number, or stands beside `Transfer-Encoding`.
    case malformedLength
    /// The request line is longer than `HTTPLimits.requestLineBytes`.
    case requestLineTooLong
    /// The head is longer, or has more fields, than `HTTPLimits` allows.
    case headTooLarge
    /// The body is longer than `HTTPLimits.bodyBytes`.
    case bodyTooLarge
    /// An `Expect` other than `100-continue`.
    case unknownExpectation
    /// A `Transfer-Encoding`; bodies need a `Content-Length`.
    case transferEncoding
    /// A major version other than 1.
    case unsupportedVersion

    /// What to answer.
    public var status: HTTPStatus {
        switch self {
        case .malformedRequestLine, .malformedTarget, .malformedField, .hostMissing, .malformedLength:
            .badRequest
        case .requestLineTooLong: .uriTooLong
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .unknownExpectation: .expectationFailed
        case .transferEncoding: .notImplemented
        case .unsupportedVersion: .versionNotSupported
        }
    }
}

extension HTTPRequestError: CustomStringConvertible {
    /// What was wrong, for the client and the log.
    public var description: String {
        switch self {
        case .malformedRequestLine: "the request line is malformed"
        case .malformedTarget: "the request target is malformed"
        case .malformedField: "a header field is malformed"
        case .hostMissing: "HTTP/1.1 needs exactly one Host field"
        case .malformedLength: "the Content-Length is malformed"
        case .requestLineTooLong: "the request line is too long"
        case .headTooLarge: "the request head is too large"
        case .bodyTooLarge: "the request body is too large"
        case .unknownExpectation: "the Expect field is not 100-continue"
        case .transferEncoding: "Transfer-Encoding is not supported, send a Content-Length"
        case .unsupportedVersion: "only HTTP/1.0 and HTTP/1.1 are supported"
        }
    }
}
