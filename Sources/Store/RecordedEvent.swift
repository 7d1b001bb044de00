public import BootModel

/// An event with its place in the order of recording.
public struct RecordedEvent: Hashable, Sendable {
    /// Ascends with every event and is never used twice.
    public var sequence: Int64
    /// The event.
    public var event: BootEvent

    /// Describes a recorded event.
    public init(sequence: Int64, event: BootEvent) {
        self.sequence = sequence
        self.event = event
    }
}
