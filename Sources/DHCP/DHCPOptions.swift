/// The options of a message in their order, each tag at most once: what the wire repeats is joined (RFC 3396).
///
/// Values stay where they were received. Only what came in pieces is copied, when it is asked for.
public struct DHCPOptions: Sendable {
    /// A value or a piece of one.
    private struct Piece {
        let code: DHCPOptionCode
        let range: Range<Int>
    }

    private var octets: [UInt8] = []
    private var pieces: [Piece] = []

    /// Collects options; a repeated tag is joined to its first occurrence.
    public init(_ elements: [DHCPOption] = []) {
        for option in elements { append(option.code, option.value) }
    }

    /// Begins with none of the options that areas of a message hold.
    init(in message: [UInt8]) {
        octets = message
        pieces.reserveCapacity(Self.usualCount)
    }

    /// The options in order.
    public var elements: [DHCPOption] {
        var seen: Set<DHCPOptionCode> = []
        return pieces.compactMap { piece in
            guard seen.insert(piece.code).inserted, let value = self[piece.code] else { return nil }
            return DHCPOption(piece.code, Array(value))
        }
    }

    /// The value of an option, nil when it is absent.
    ///
    /// Setting replaces in place, or appends; setting nil removes.
    public subscript(code: DHCPOptionCode) -> ArraySlice<UInt8>? {
        get {
            guard let first = index(of: code) else { return nil }
            guard pieces[(first + 1)...].contains(where: { $0.code == code }) else {
                return octets[pieces[first].range]
            }
            return ArraySlice(pieces.lazy.filter { $0.code == code }.flatMap { octets[$0.range] })
        }
        set {
            let place = index(of: code)
            pieces.removeAll { $0.code == code }
            guard let newValue, let piece = store(newValue, as: code) else { return }
            pieces.insert(piece, at: place ?? pieces.count)
        }
    }

    /// Adds an option at the end, or joins `value` to the one there is; pads and END are no options and are
    /// left out.
    public mutating func append(_ code: DHCPOptionCode, _ value: some Collection<UInt8>) {
        if let piece = store(value, as: code) { pieces.append(piece) }
    }

    /// Adds every whole option of one area of the message.
    mutating func append(area: Range<Int>) {
        var cursor = OptionCursor(octets, in: area)
        while let (tag, range) = cursor.next(in: octets) {
            pieces.append(Piece(code: DHCPOptionCode(rawValue: tag), range: range))
        }
    }

    /// Room for what a PXE client sends.
    private static let usualCount = 16

    private func index(of code: DHCPOptionCode) -> Int? { pieces.firstIndex { $0.code == code } }

    private mutating func store(_ value: some Collection<UInt8>, as code: DHCPOptionCode) -> Piece? {
        guard code != .pad, code != .end else { return nil }
        let start = octets.count
        octets += value
        return Piece(code: code, range: start..<octets.count)
    }
}

extension DHCPOptions: Hashable {
    /// Whether both have the same options in the same order.
    public static func == (left: DHCPOptions, right: DHCPOptions) -> Bool { left.elements == right.elements }

    /// Adds the options to a hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}
