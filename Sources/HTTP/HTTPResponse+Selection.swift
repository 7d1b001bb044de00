extension HTTPResponse {
    /// The response this request gets once its conditions and ranges are considered (RFC 9110 §13, §14).
    ///
    /// - Parameters:
    ///   - request: the request that is answered.
    ///   - boundary: separates the parts of a `multipart/byteranges` body; must not occur in the content.
    public func selected(
        for request: HTTPRequest, boundary: @autoclosure () -> String
    ) -> HTTPResponse {
        guard status == .ok, let validators, request.method == .get || request.method == .head else {
            return self
        }
        var response = self
        response.headers["ETag"] = validators.entityTag?.text
        response.headers["Last-Modified"] = validators.lastModified.map { HTTPDate.text(unixTime: $0) }
        response.headers["Accept-Ranges"] = "bytes"
        switch validators.outcome(for: request.method, request.headers) {
        case .proceed: break
        case .failed: return .text(.preconditionFailed, "the file has changed")
        case .notModified:
            response.status = .notModified
            response.body = .none
            return response
        }
        guard request.method == .get, let range = request.headers["Range"],
            validators.allowsRange(request.headers)
        else { return response }
        switch ByteRanges(parsing: range, length: body.count) {
        case .whole: return response
        case .unsatisfiable:
            var refusal = HTTPResponse.text(.rangeNotSatisfiable, "the file has \(body.count) octets")
            refusal.headers["Content-Range"] = "bytes */\(body.count)"
            return refusal
        case .partial(let ranges): response.narrow(to: ranges, boundary: boundary())
        }
        return response
    }

    private mutating func narrow(to ranges: [Range<UInt64>], boundary: String) {
        status = .partialContent
        let whole = body
        if ranges.count == 1 {
            headers["Content-Range"] = Self.contentRange(ranges[0], of: whole.count)
            body = .parts(whole.parts(in: ranges[0]))
            return
        }
        let type = headers["Content-Type"].map { "Content-Type: \($0)\r\n" } ?? ""
        var parts: [BodyPart] = []
        for range in ranges {
            let lead = parts.isEmpty ? "" : "\r\n"
            let contentRange = Self.contentRange(range, of: whole.count)
            parts.append(
                .bytes(Array("\(lead)--\(boundary)\r\n\(type)Content-Range: \(contentRange)\r\n\r\n".utf8)))
            parts += whole.parts(in: range)
        }
        parts.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        headers["Content-Type"] = "multipart/byteranges; boundary=\(boundary)"
        body = .parts(parts)
    }

    private static func contentRange(_ range: Range<UInt64>, of length: UInt64) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
    }
}
