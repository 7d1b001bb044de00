import HTTP

/// What a parser made of a stream: the requests, and the error that ended it.
struct ParsedStream: Equatable {
    var requests: [HTTPRequest] = []
    var error: HTTPRequestError?
}

/// Feeds one stream to a parser in several splits; the result must not depend on them.
enum Feeding {
    /// The result, or nil when two splits disagree.
    static func parse(_ octets: [UInt8], limits: HTTPLimits = HTTPLimits()) -> ParsedStream? {
        let whole = parse([octets[...]], limits: limits)
        let single = parse(octets.indices.map { octets[$0...$0] }, limits: limits)
        guard whole == single else { return nil }
        for cut in stride(from: 0, to: octets.count, by: max(1, octets.count / 64))
        where parse([octets[..<cut], octets[cut...]], limits: limits) != whole {
            return nil
        }
        return whole
    }

    static func parse(_ text: String, limits: HTTPLimits = HTTPLimits()) -> ParsedStream? {
        parse(Array(text.utf8), limits: limits)
    }

    private static func parse(_ chunks: [ArraySlice<UInt8>], limits: HTTPLimits) -> ParsedStream {
        var parser = RequestParser(limits: limits)
        var result = ParsedStream()
        do throws(HTTPRequestError) {
            for chunk in chunks {
                parser.append(chunk)
                while let request = try parser.next() { result.requests.append(request) }
            }
        } catch {
            result.error = error
        }
        return result
    }
}
