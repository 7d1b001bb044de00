/// A calendar time in milliseconds since 1970-01-01T00:00:00Z, as events store it.
public struct WallClock: Hashable, Sendable, Comparable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// Makes a time.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole seconds since the epoch.
    public var seconds: Int64 { milliseconds / 1000 }

    /// Orders by time.
    public static func < (left: WallClock, right: WallClock) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
