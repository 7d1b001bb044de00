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

    /// Observations that cannot be written are lost; the services go on, and the log says so once.
    private func write() {
        let batch = recorder.take()
        guard !batch.isEmpty else { return }
        do {
            try database.record(events: batch.events, sightings: batch.sightings)
            isFailing = false
        } catch {
            if !isFailing { logger.error("events are not recorded: \(error)") }
            isFailing = true
        }
    }
}
