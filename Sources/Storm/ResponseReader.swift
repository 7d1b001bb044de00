/// Reads one HTTP response of known length as it arrives in any split.
struct ResponseReader: Sendable {
    /// Why a response cannot be used.
    enum Failure: Error, Hashable, Sendable {
        /// It is no HTTP/1 response, or its head is too long, or its length is not told.
        case malformed
        /// The server refuses; holds the status and the first words of its body.
        case refused(Int, String)
    }

    private static let longestHead = 16 << 10
    private static let refusalText = 200

    private var head: [UInt8] = []
    private var status: Int?
    private var refusal: [UInt8] = []
    /// The length of the body, once the head is complete.
    private(set) var length: Int?
    /// The entity tag without its quotes.
    private(set) var entityTag: String?
    /// How many octets of the body have not arrived.
    private(set) var remaining = 0

    /// Whether the whole response is here.
    var isComplete: Bool { length != nil && remaining == 0 }
    /// Whether the next octets are the body of a file, which the driver need not hand over.
    var isInsideBody: Bool { status == 200 && remaining > 0 }

    /// Takes the next octets and returns those of them that are the body.
    mutating func append(_ octets: ArraySlice<UInt8>) throws(Failure) -> ArraySlice<UInt8> {
        var rest = octets
        if length == nil {
            head += octets
            guard let end = Self.endOfHead(head) else {
                guard head.count <= Self.longestHead else { throw .malformed }
                return []
            }
            try readHead(String(decoding: head[..<end], as: UTF8.self))
            rest = head[end...]
        }
        guard rest.count <= remaining else { throw .malformed }
        remaining -= rest.count
        guard let status, status != 200 else { return rest }
        refusal += rest.prefix(Self.refusalText - min(refusal.count, Self.refusalText))
        if remaining == 0 { throw .refused(status, String(decoding: refusal, as: UTF8.self)) }
        return []
    }

    /// Counts octets of the body that the driver threw away.
    mutating func skip(_ count: Int) { remaining -= min(count, remaining) }

    private mutating func readHead(_ text: String) throws(Failure) {
        let lines = text.split(separator: "\r\n")
        guard let words = lines.first?.split(separator: " "), words.count >= 2, words[0].hasPrefix("HTTP/1."),
            let status = Int(words[1])
        else { throw .malformed }
        self.status = status
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-length": length = Int(value)
            case "etag": entityTag = value.filter { $0 != "\"" }
            default: continue
            }
        }
        guard let length, length >= 0 else { throw .malformed }
        remaining = length
    }

    private static func endOfHead(_ octets: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard octets.count >= mark.count else { return nil }
        return (mark.count...octets.count).first { octets[($0 - mark.count)..<$0].elementsEqual(mark) }
    }
}
