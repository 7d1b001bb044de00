/// A read or write request (RFC 1350 §5, options RFC 2347).
public struct TFTPRequest: Hashable, Sendable {
    /// What a request asks for.
    public enum Operation: Hashable, Sendable {
        /// RRQ: send me the file.
        case read
        /// WRQ: take this file.
        case write
    }

    /// Read or write.
    public let operation: Operation
    /// The file name as it came; `TFTPFileName.normalized` makes it a path.
    public let fileName: [UInt8]
    /// The transfer mode.
    public let mode: TFTPMode
    /// The options in the order they came, unknown ones too.
    public let options: [TFTPOption]

    /// Makes a request.
    public init(_ operation: Operation, fileName: [UInt8], mode: TFTPMode, options: [TFTPOption]) {
        self.operation = operation
        self.fileName = fileName
        self.mode = mode
        self.options = options
    }
}
