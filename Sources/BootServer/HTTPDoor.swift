import Logging
import NetIO
import NetTypes

/// A loop's listener, which rests where there are no descriptors for further connections.
///
/// Those wait in the kernel meanwhile. Without a rest the loop would be woken for them over and over.
final class HTTPDoor {
    /// How long it rests if no connection of its loop ends before; others may give descriptors back, too.
    static let rest: Duration = .seconds(1)
    /// How often the log may say so.
    static let logInterval: Duration = .seconds(60)

    private let listener: TCPListener
    private let executor: LoopExecutor
    private let logger: Logger
    private let timer: LoopTimer
    private var isResting = false
    private var silentUntil: Instant?

    /// Calls `accept` on the loop as long as connections wait, and `wake` when a rest is over.
    init(
        _ listener: TCPListener, on executor: LoopExecutor, logger: Logger,
        accept: @escaping @Sendable () -> Void, wake: @escaping @Sendable () -> Void
    ) throws(SocketError) {
        self.listener = listener
        self.executor = executor
        self.logger = logger
        timer = LoopTimer(on: executor, handler: wake)
        try executor.watch(listener.descriptor, for: .input) { _ in accept() }
    }

    /// The next connection that waits; nil where none does or there is no room for it.
    func next(connections: Int) -> TCPSocket? {
        do throws(SocketError) {
            return try listener.accept()
        } catch {
            rest(because: error, connections)
            return nil
        }
    }

    /// Ends a rest.
    func open() {
        guard isResting else { return }
        isResting = false
        timer.arm(nil)
        watch(for: .input)
    }

    /// Closes the listener.
    func close() {
        timer.cancel()
        executor.forget(listener.descriptor)
        listener.close()
    }

    private func rest(because error: SocketError, _ connections: Int) {
        let now = MonotonicClock.now()
        isResting = true
        watch(for: [])
        timer.arm(now + Self.rest)
        if let silentUntil, now < silentUntil { return }
        silentUntil = now + Self.logInterval
        let advice =
            error.isOutOfDescriptors
            ? "all \(DescriptorLimit.current) descriptors of the process are in use: raise LimitNOFILE= of its unit, or ulimit -Hn"
            : "the host has no more descriptors (fs.file-max) or memory"
        logger.error(
            "HTTP connections wait: \(error); \(advice)", metadata: ["connections": "\(connections)"])
    }

    private func watch(for interest: Readiness) {
        do throws(SocketError) {
            try executor.change(listener.descriptor, to: interest)
        } catch {
            logger.error("HTTP: \(error)")
        }
    }
}
