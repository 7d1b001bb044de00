/// A status line and header fields.
public struct ResponseHead: Hashable, Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The fields, sent in this order.
    public var headers: HTTPHeaders

    /// Makes a head.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }

    /// The head on the wire, with its closing empty line; a control character in a field becomes a space.
    public var octets: [UInt8] {
        var octets = Array("HTTP/1.1 \(status.rawValue) \(status.reason)\r\n".utf8)
        for field in headers.fields {
            octets += Self.line(field.name)
            octets += ": ".utf8
            octets += Self.line(field.value)
            octets += "\r\n".utf8
        }
        octets += "\r\n".utf8
        return octets
    }

    /// A value that came from outside must not end the line.
    private static func line(_ text: String) -> [UInt8] {
        text.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
    }
}
