/// A request method (RFC 9110 §9); case-sensitive, any token.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable {
    /// The token on the wire.
    public let rawValue: String

    /// Wraps any token, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Send the representation.
    public static let get = HTTPMethod(rawValue: "GET")
    /// Send the head a GET would have.
    public static let head = HTTPMethod(rawValue: "HEAD")
    /// Process the body.
    public static let post = HTTPMethod(rawValue: "POST")
    /// Replace the representation.
    public static let put = HTTPMethod(rawValue: "PUT")
    /// Change a part (RFC 5789).
    public static let patch = HTTPMethod(rawValue: "PATCH")
    /// Remove the resource.
    public static let delete = HTTPMethod(rawValue: "DELETE")
    /// Tell the communication options.
    public static let options = HTTPMethod(rawValue: "OPTIONS")
}
