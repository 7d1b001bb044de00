/// The stable name of a reason why an install stopped.
///
/// Open: a later version may know more names, and a timeline keeps those it does not know.
public struct FailureCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The name, such as `disk-selector-many`.
    public let rawValue: String

    /// Takes any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name.
    public var description: String { rawValue }

    /// What it means, in a few words.
    public var title: String { Self.texts[self]?.title ?? rawValue }

    /// The next thing to do: one clause without a full stop.
    public var advice: String { Self.texts[self]?.advice ?? "see the phase's log" }

    /// The kind of retry that may heal it; nil when another attempt would only fail again.
    public var retryCause: RetryCause? {
        switch self {
        case .connectionLost, .gateMACMismatch, .gateTokenMismatch: .connection
        case .phaseTimeout: .timeout
        case .commandFailed, .checkFailed, .cacheUnreachable: .exit
        default: nil
        }
    }

    /// Every name with its texts, in the order of an install.
    public static let all: [(code: FailureCode, title: String, advice: String)] =
        armingTexts + connectionTexts + diskTexts + systemTexts + confirmTexts

    private static let texts = Dictionary(
        uniqueKeysWithValues: all.map { ($0.code, (title: $0.title, advice: $0.advice)) })
}
