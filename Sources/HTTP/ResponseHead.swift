/// A status line and header fields.
public struct ResponseHead: Hashable, Sendable {
    /// The status.
    public var status: HTTPStatus
    /// The handler's fields, sent in this order; those that the head has properties for are left out.
    public var headers: HTTPHeaders
    /// The `Date`, in seconds since 1970-01-01T00:00:00Z; nil for none.
    public var unixTime: Int64?
    /// The `Content-Length`; nil for none.
    public var contentLength: UInt64?
    /// The `Connection`; nil for none.
    public var connection: String?

    /// Makes a head.
    public init(_ status: HTTPStatus, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }

    /// Room for nearly every head.
    static let usualLength = 256

    /// The head on the wire, with its closing empty line; a control character in a field becomes a space.
    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(Self.usualLength)
        write(to: &octets)
        return octets
    }

    /// Writes the head behind other octets.
    func write(to octets: inout [UInt8]) {
        octets += "HTTP/1.1 ".utf8
        octets += String(status.rawValue).utf8
        octets.append(UInt8(ascii: " "))
        octets += status.reason.utf8
        for field in headers.fields where !Self.isOwn(field.name) {
            octets += "\r\n".utf8
            Self.write(field.name, to: &octets)
            octets += ": ".utf8
            Self.write(field.value, to: &octets)
        }
        if let unixTime {
            octets += "\r\nDate: ".utf8
            HTTPDate.write(unixTime: unixTime, to: &octets)
        }
        if let contentLength {
            octets += "\r\nContent-Length: ".utf8
            octets += String(contentLength).utf8
        }
        if let connection {
            octets += "\r\nConnection: ".utf8
            Self.write(connection, to: &octets)
        }
        octets += "\r\n\r\n".utf8
    }

    private static func isOwn(_ name: String) -> Bool {
        HTTPHeaders.isSame(name, "Date") || HTTPHeaders.isSame(name, "Content-Length")
            || HTTPHeaders.isSame(name, "Connection")
    }

    /// A value that came from outside must not end the line.
    private static func write(_ text: String, to octets: inout [UInt8]) {
        let start = octets.count
        octets += text.utf8
        for index in start..<octets.count where octets[index] < 0x20 || octets[index] == 0x7F {
            octets[index] = UInt8(ascii: " ")
        }
    }
}
