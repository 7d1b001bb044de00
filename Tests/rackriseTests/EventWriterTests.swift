import BootModel
import BootServer
import Logging
import Synchronization
import Testing

@testable import rackrise

@Suite(.timeLimit(.minutes(15))) struct EventWriterTests {
    /// Keeps what is logged.
    private final class Log: LogHandler {
        let lines = Mutex<[String]>([])
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var metadataProvider: Logger.MetadataProvider? {
            get { nil }
            set {}
        }
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
        subscript(metadataKey _: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            lines.withLock { $0.append("\(event.level): \(event.message)") }
        }
    }

    @Test func `what goes wrong with a machine is a warning in the log`() async throws {
        let rack = try Rack()
        let log = Log()
        let recorder = EventRecorder()
        let writer = EventWriter(
            database: try rack.database(), recorder: recorder,
            logger: Logger(label: "test") { _ in log })
        for outcome in BootEvent.Outcome.allCases {
            recorder.record(
                BootStep(
                    BootEvent(
                        time: WallClock(milliseconds: 1), mac: nil, node: nil, stage: .kernel,
                        outcome: outcome, detail: "x")))
        }
        await writer.finish()
        #expect(
            log.lines.withLock { $0 } == [
                "info: kernel done: x", "warning: kernel warning: x", "warning: kernel refused: x",
                "warning: kernel failed: x",
            ])
    }
}
