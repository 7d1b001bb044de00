/// A complete request.
public struct HTTPRequest: Hashable, Sendable {
    /// What to do.
    public let method: HTTPMethod
    /// To what.
    public let target: HTTPTarget
    /// The version the client speaks.
    public let version: HTTPVersion
    /// The fields in their order.
    public let headers: HTTPHeaders
    /// The body; empty when there is none.
    public internal(set) var body: [UInt8] = []

    /// Makes a request.
    public init(
        _ method: HTTPMethod, _ target: HTTPTarget, version: HTTPVersion = .http11,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.body = body
    }

    /// Whether the client wants the connection to stay (RFC 9112 §9.3).
    public var keepsAlive: Bool {
        if headers.contains(token: "close", in: "Connection") { return false }
        return version == .http11 || headers.contains(token: "keep-alive", in: "Connection")
    }
}
