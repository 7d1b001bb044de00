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
        var octets: [UInt8] = []
        octets.reserveCapacity(
            headers.fields.reduce(64) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
        octets += "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n".utf8
        for field in headers.fields {
            Self.append(field.name, to: &octets)
            octets += ": ".utf8
            Self.append(field.value, to: &octets)
            octets += "\r\n".utf8
        }
        octets += "\r\n".utf8
        return octets
    }

    /// A value that came from outside must not end the line.
    private static func append(_ text: String, to octets: inout [UInt8]) {
        let start = octets.count
        octets += text.utf8
        for index in start..<octets.count where octets[index] < 0x20 || octets[index] == 0x7F {
            octets[index] = UInt8(ascii: " ")
        }
    }
}
