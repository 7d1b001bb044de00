import BootModel
import BootServer
import Logging
import NetIO
import NetTypes
import Store

/// Writes the loops' observations to the database, many in one transaction, on a thread of its own.
actor EventWriter {
    /// How long an observation may wait for others.
    private static let interval: Duration = .milliseconds(100)
    /// The same while there are many: fewer transactions, and more that is the same.
    private static let busyInterval: Duration = .milliseconds(500)
    /// Steps in a batch that are many; beyond, the recorder would run out of places within the longer time.
    private static let many = 500...EventRecorder.capacity / 8

    nonisolated let executor = LoopExecutor(label: "rackrise.events", isBackground: true)
    private let database: Database
    private let recorder: EventRecorder
    private let logger: Logger
    private var timer: LoopTimer?
    /// What is taken from the recorder and not yet in the database.
    private var pending = EventRecorder.Batch()
    private var isFailing = false
    /// Whether the last batch had many steps.
    private var isBusy = false
    private var reportedDrops: UInt64 = 0

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
        // What came after a batch that had to wait.
        write()
    }

    private func arm() {
        timer?.arm(MonotonicClock.now() + (isBusy ? Self.busyInterval : Self.interval))
    }

    /// While the database is busy, one batch waits here and the next in the recorder, which counts what it drops.
    private func write() {
        reportDropped()
        if pending.isEmpty {
            pending = recorder.take()
            isBusy = Self.many.contains(pending.events.count)
            pending.events.forEach(log)
        }
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

    private func reportDropped() {
        let dropped = recorder.droppedCount
        guard dropped > reportedDrops, !isFailing else { return }
        logger.warning(
            "events were dropped because the database did not keep up",
            metadata: ["count": "\(dropped - reportedDrops)"])
        reportedDrops = dropped
    }

    /// The log has what the timelines have; it is written here, so that no packet waits for it.
    private func log(_ event: BootEvent) {
        var metadata: Logger.Metadata = [:]
        metadata["mac"] = event.mac.map { "\($0)" }
        metadata["node"] = event.node.map { "\($0)" }
        metadata["address"] = event.address.map { "\($0)" }
        metadata["bytes"] = event.bytes.map { "\($0)" }
        logger.log(
            level: event.outcome.logLevel,
            "\(event.stage.rawValue) \(event.outcome.rawValue): \(event.detail)", metadata: metadata)
    }
}

extension BootEvent.Outcome {
    /// What goes wrong is found by severity, as with `--log-level warning`.
    fileprivate var logLevel: Logger.Level {
        switch self {
        case .done: .info
        case .warning, .refused, .failed: .warning
        }
    }
}
