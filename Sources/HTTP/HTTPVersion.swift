/// The protocol version of a request; a later 1.x counts as 1.1 (RFC 9110 §2.5).
public enum HTTPVersion: Hashable, Sendable {
    /// HTTP/1.0: the connection closes unless the client asks to keep it.
    case http10
    /// HTTP/1.1: the connection stays unless a side asks to close it.
    case http11
}
