/// Reads HTTP/1 requests from octets that arrive in any split (RFC 9112).
///
/// Append what arrived, then call `next()` until it gives nil. A line may end in LF alone. After an error the
/// place of the next request is unknown: answer with the error's status and close.
public struct RequestParser: Sendable {
    private let limits: HTTPLimits
    private var buffer: [UInt8] = []
    private var cursor = 0
    /// No line ends before this position of the buffer.
    private var scanned = 0
    private var headLength = 0
    private var head: RequestHead?
    private var isHeadComplete = false

    /// Starts at the beginning of a connection.
    public init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// How many octets wait to be read.
    public var bufferedBytes: Int { buffer.count - cursor }

    /// Whether a part of a request has arrived.
    public var isInsideRequest: Bool { head != nil || headLength > 0 || bufferedBytes > 0 }

    /// Whether a head is complete and its body is not.
    public var awaitsBody: Bool { isHeadComplete }

    /// Whether the client holds its body back until it is told `100 Continue`.
    public var awaitsContinue: Bool {
        isHeadComplete && bufferedBytes == 0 && head?.expectsContinue == true
    }

    /// Adds octets behind those that wait.
    public mutating func append(_ octets: some Collection<UInt8>) { buffer.append(contentsOf: octets) }

    /// The next complete request, or nil until more octets arrive.
    public mutating func next() throws(HTTPRequestError) -> HTTPRequest? {
        defer {
            buffer.removeFirst(cursor)
            scanned -= cursor
            cursor = 0
        }
        while !isHeadComplete {
            guard let line = try nextLine() else { return nil }
            if head == nil {
                // Some clients send an empty line behind a body (RFC 9112 §2.2).
                if !line.isEmpty { head = try RequestHead(requestLine: line) }
            } else if line.isEmpty {
                try head?.complete(limits: limits)
                isHeadComplete = true
            } else {
                try head?.append(fieldLine: line, limits: limits)
            }
        }
        guard let head, bufferedBytes >= head.bodyLength else { return nil }
        let body = Array(buffer[cursor..<cursor + head.bodyLength])
        cursor += head.bodyLength
        scanned = cursor
        headLength = 0
        self.head = nil
        isHeadComplete = false
        return head.request(body: body)
    }

    private mutating func nextLine() throws(HTTPRequestError) -> ArraySlice<UInt8>? {
        let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n"))
        scanned = end ?? buffer.count
        let endsWithReturn = scanned > cursor && buffer[scanned - 1] == UInt8(ascii: "\r")
        let line = buffer[cursor..<(endsWithReturn ? scanned - 1 : scanned)]
        if head == nil, line.count > limits.requestLineBytes { throw .requestLineTooLong }
        guard headLength + line.count + 2 <= limits.headBytes else { throw .headTooLarge }
        guard let end else { return nil }
        guard !line.contains(where: { $0 == UInt8(ascii: "\r") || $0 == 0 }) else {
            throw head == nil ? .malformedRequestLine : .malformedField
        }
        headLength += end + 1 - cursor
        cursor = end + 1
        scanned = cursor
        return line
    }
}
