public import BootModel
import Synchronization

/// Takes observations from the loops without making them wait for a disk; what does not fit is counted and dropped.
///
/// What one machine does over and over is counted: a boot takes a step twice at most within a batch, by HEAD and GET. A
/// machine in a loop does so thousands of times, and would push the timelines of all others out of the database.
public final class EventRecorder: Sendable {
    /// What was observed since the last time.
    public struct Batch: Sendable {
        /// Steps of machines' timelines, in order.
        public var events: [BootEvent] = []
        /// Machines that are not on the whitelist.
        public var sightings: [Sighting] = []

        /// Whether nothing was observed.
        public var isEmpty: Bool { events.isEmpty && sightings.isEmpty }

        /// Makes an empty batch.
        public init() {}
    }

    /// Observations of each kind that may wait for the database.
    public static let capacity = 16_384
    /// How many equal steps of one machine a batch keeps; the last one tells how many more there were.
    public static let repeatsKept = 2

    fileprivate struct Queue {
        var steps: [(step: BootStep, more: Int)] = []
        /// How many steps of a kind there were, and which was kept last.
        var seen: [BootStep.Kind: (count: Int, last: Int)] = [:]
        var sightings: [Sighting] = []
        var dropped: UInt64 = 0
    }

    // Held for a look into a dictionary or a swap.
    private let queue = Mutex(Queue())

    /// Makes an empty queue.
    public init() {}

    /// How many observations were dropped because the database did not keep up.
    public var droppedCount: UInt64 { queue.withLock(\.dropped) }

    /// Queues a step of a timeline.
    public func record(_ step: BootStep) { queue.withLock { $0.append(step) } }

    /// Queues a sighting.
    public func record(_ sighting: Sighting) {
        queue.withLock {
            if $0.sightings.count < Self.capacity {
                $0.sightings.append(sighting)
            } else {
                $0.dropped += 1
            }
        }
    }

    /// Empties the queue.
    public func take() -> Batch {
        let taken = queue.withLock { queue in
            defer {
                queue = Queue(dropped: queue.dropped)
            }
            return queue
        }
        var batch = Batch()
        // Their words are no work for a loop.
        batch.events = taken.steps.map { $0.step.event(repeated: $0.more) }
        batch.sightings = taken.sightings
        return batch
    }
}

extension EventRecorder.Queue {
    fileprivate mutating func append(_ step: BootStep) {
        guard let known = seen.index(forKey: step.kind) else {
            if keep(step) { seen[step.kind] = (1, steps.count - 1) }
            return
        }
        let (count, last) = seen.values[known]
        if count >= EventRecorder.repeatsKept {
            steps[last].more += 1
        } else if keep(step) {
            seen.values[known] = (count + 1, steps.count - 1)
        }
    }

    private mutating func keep(_ step: BootStep) -> Bool {
        guard steps.count < EventRecorder.capacity else {
            dropped += 1
            return false
        }
        steps.append((step, 0))
        return true
    }
}
