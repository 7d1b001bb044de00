/// The transfer mode of a request, in lower case (RFC 1350 §1).
public struct TFTPMode: RawRepresentable, Hashable, Sendable {
    /// The mode's name in lower case.
    public let rawValue: String

    /// Wraps a name in any case, known or not.
    public init(rawValue: String) { self.rawValue = rawValue.lowercased() }

    /// Octets as they are; what every boot client asks for.
    public static let octet = TFTPMode(rawValue: "octet")
    /// Text with network line ends.
    public static let netascii = TFTPMode(rawValue: "netascii")
    /// Text to a user's mailbox; obsolete.
    public static let mail = TFTPMode(rawValue: "mail")
}
