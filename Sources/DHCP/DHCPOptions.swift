/// The options of a message in their order, each tag at most once: what the wire repeats is joined (RFC 3396).
public struct DHCPOptions: Hashable, Sendable {
    /// The options in order.
    public private(set) var elements: [DHCPOption] = []

    /// Collects options; a repeated tag is joined to its first occurrence.
    public init(_ elements: [DHCPOption] = []) {
        self.elements.reserveCapacity(Self.usualCount)
        for option in elements { append(option.code, option.value) }
    }

    /// The value of an option, nil when it is absent.
    ///
    /// Setting replaces in place, or appends; setting nil removes.
    public subscript(code: DHCPOptionCode) -> [UInt8]? {
        get { index(of: code).map { elements[$0].value } }
        set {
            guard let newValue else { return elements.removeAll { $0.code == code } }
            guard let index = index(of: code) else { return append(code, newValue) }
            elements[index].value = newValue
        }
    }

    /// Adds an option at the end, or joins `value` to the one there is; pads and END are no options and are
    /// left out.
    public mutating func append(_ code: DHCPOptionCode, _ value: some Sequence<UInt8>) {
        guard code != .pad, code != .end else { return }
        guard let index = index(of: code) else { return elements.append(DHCPOption(code, Array(value))) }
        elements[index].value.append(contentsOf: value)
    }

    /// Adds every whole option of one area of a message.
    mutating func append(parsing octets: [UInt8], in area: Range<Int>) {
        var cursor = OptionCursor(octets, in: area)
        while let (tag, value) = cursor.next() { append(DHCPOptionCode(rawValue: tag), value) }
    }

    /// Room for what a PXE client or server sends.
    private static let usualCount = 12

    private func index(of code: DHCPOptionCode) -> Int? {
        elements.firstIndex { $0.code.rawValue == code.rawValue }
    }
}
