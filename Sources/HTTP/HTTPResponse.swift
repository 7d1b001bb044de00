/// A handler's answer to a request; the connection adds what the protocol needs.
///
/// `Content-Length`, `Connection` and `Date` are the connection's; a handler that wants the connection closed
/// sets `Connection: close`.
public struct HTTPResponse: Hashable, Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The handler's fields.
    public var headers: HTTPHeaders
    /// The body.
    public var body: HTTPBody
    /// When present on a 200, conditions and ranges of the request are honoured.
    public var validators: Validators?

    /// Makes a response.
    public init(
        _ status: HTTPStatus, headers: HTTPHeaders = [:], body: HTTPBody = .none,
        validators: Validators? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.validators = validators
    }

    /// One line of plain text, for errors that a person may read.
    public static func text(_ status: HTTPStatus, _ line: String) -> HTTPResponse {
        HTTPResponse(
            status, headers: ["Content-Type": "text/plain; charset=utf-8"],
            body: .bytes(Array((line + "\n").utf8)))
    }
}
