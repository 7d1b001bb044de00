import BootServer
import Logging
import NetIO
import NetTypes
import Store

/// Writes the loops' observations to the database, many in one transaction, on a queue of its own.
actor EventWriter {
    /// How long an observation may wait for others.
    private static let interval: Duration = .milliseconds(100)

    nonisolated let executor = LoopExecutor(label: "rackrise.events")
    private let database: Database
    private let recorder: EventRecorder
    private let logger: Logger
    private var timer: LoopTimer?
    /// What is taken from the recorder and not yet in the database.
    private var pending = EventRecorder.Batch()
    private var isFailing = false

    init(database: Database, recorder: EventRecorder, logger: Logger) {
        self.database = database
        self.recorder = recorder
        self.logger = logger
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Begins to write at intervals.
    func start() {
        timer = LoopTimer(on: executor) { [weak self] in
            self?.assumeIsolated { writer in
                writer.write()
                writer.arm()
            }
        }
        arm()
    }

    /// Writes what is left and stops.
    func finish() {
        timer?.cancel()
        timer = nil
        write()
    }

    private func arm() { timer?.arm(MonotonicClock.now() + Self.interval) }

    /// While the database is busy, what waits is kept, up to the recorder's capacity; the services go on.
    private func write() {
        pending.append(recorder.take())
        guard !pending.isEmpty else { return }
        do {
            try database.record(events: pending.events, sightings: pending.sightings)
            pending = EventRecorder.Batch()
            isFailing = false
        } catch {
            if !isFailing { logger.error("events wait to be recorded: \(error)") }
            isFailing = true
        }
    }
}
