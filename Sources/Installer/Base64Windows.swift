import NetTypes

/// The base64 text of secrets, in windows of a few digits, so that every longer piece of it is known.
///
/// Who prints base64 breaks its lines at a column of his own, and may print other octets before the secret; so nothing is
/// presumed of where a line ends, and each of the three places that an octet has in a group of digits is looked for.
struct Base64Windows: Sendable {
    /// Digits of a window: 60 bits, which hardly anything else has by chance.
    static let length = 10
    /// The most octets from a window's first digit to its last, with what stands between.
    static let longestSpan = length + (length - 1) * breakLimit
    /// Octets of a line end between two digits.
    private static let breakLimit = 2

    private var windows: Set<UInt64> = []

    /// The last digits of a text.
    struct Window: Sendable {
        fileprivate var bits: UInt64 = 0
        fileprivate var digits = 0
        fileprivate var breaks = 0
    }

    /// Adds every window of a text of digits.
    mutating func insert(_ code: [UInt8]) {
        var window = Window()
        for digit in code where Self.advance(&window, digit) { windows.insert(window.bits) }
    }

    /// Takes the next octet of a text, and tells whether a known window ends with it.
    func contains(_ window: inout Window, with octet: UInt8) -> Bool {
        Self.advance(&window, octet) && windows.contains(window.bits)
    }

    /// Whether an octet may stand between two digits.
    static func isLineEnd(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "\n") || octet == UInt8(ascii: "\r")
    }

    /// Takes the next octet, and tells whether the window is full and ends with it.
    private static func advance(_ window: inout Window, _ octet: UInt8) -> Bool {
        if let value = Base64.value(of: octet) {
            window.bits = (window.bits << 6 | UInt64(value)) & (1 << (6 * UInt64(length)) - 1)
            window.digits = min(window.digits + 1, length)
            window.breaks = 0
            return window.digits == length
        }
        window.breaks += 1
        if !isLineEnd(octet) || window.breaks > breakLimit { window = Window() }
        return false
    }
}
