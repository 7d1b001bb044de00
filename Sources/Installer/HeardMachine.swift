public import BootModel

/// What is known of where a machine is.
public struct HeardMachine: Hashable, Sendable {
    /// The addresses that it may have by now, the newest first.
    public var places: [HeardAddress]
    /// When it gave its last sign of life, also without an address: a system that asks for one and gets none.
    public var lastSign: WallClock?

    /// Describes a machine; by default one that was never heard.
    public init(places: [HeardAddress] = [], lastSign: WallClock? = nil) {
        self.places = places
        self.lastSign = lastSign
    }
}
