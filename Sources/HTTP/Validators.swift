/// What a conditional request is compared with (RFC 9110 §8.8, §13).
public struct Validators: Hashable, Sendable {
    /// What the conditions of a request decide.
    public enum Outcome: Hashable, Sendable {
        /// Do what the method says.
        case proceed
        /// Answer 304: the client has this version.
        case notModified
        /// Answer 412.
        case failed
    }

    /// The version's tag.
    public let entityTag: EntityTag?
    /// When it was last changed, in seconds since 1970-01-01T00:00:00Z.
    public let lastModified: Int64?

    /// Makes validators; with neither, only ranges without `If-Range` are honoured.
    public init(entityTag: EntityTag? = nil, lastModified: Int64? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }

    /// Evaluates the conditions of a request in the order of RFC 9110 §13.2.2.
    public func outcome(for method: HTTPMethod, _ headers: HTTPHeaders) -> Outcome {
        let isRead = method == .get || method == .head
        if let condition = headers.list("If-Match") {
            if !matches(condition, by: { $0.strongMatches($1) }) { return .failed }
        } else if let date = date(headers, "If-Unmodified-Since"), let lastModified, lastModified > date {
            return .failed
        }
        if let condition = headers.list("If-None-Match") {
            if matches(condition, by: { $0.weakMatches($1) }) { return isRead ? .notModified : .failed }
        } else if isRead, let date = date(headers, "If-Modified-Since"), let lastModified,
            lastModified <= date
        {
            return .notModified
        }
        return .proceed
    }

    /// Whether `Range` may be honoured as far as `If-Range` is concerned (RFC 9110 §13.1.5).
    public func allowsRange(_ headers: HTTPHeaders) -> Bool {
        guard let condition = headers["If-Range"] else { return true }
        if let date = HTTPDate.unixTime(condition) { return date == lastModified }
        guard let entityTag, let tag = EntityTag.list(parsing: condition).first else { return false }
        return entityTag.strongMatches(tag)
    }

    private func matches(_ condition: String, by isMatch: (EntityTag, EntityTag) -> Bool) -> Bool {
        if condition == "*" { return true }
        guard let entityTag else { return false }
        return EntityTag.list(parsing: condition).contains { isMatch(entityTag, $0) }
    }

    private func date(_ headers: HTTPHeaders, _ name: String) -> Int64? {
        headers[name].flatMap { HTTPDate.unixTime($0) }
    }
}
