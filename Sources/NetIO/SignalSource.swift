import Dispatch
import Glibc

/// Delivers a Unix signal to a loop instead of its default action.
public final class SignalSource: Sendable {
    // Safe because libdispatch objects may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceSignal

    /// Starts catching `signal`; `handler` runs on the executor's thread.
    public init(_ signal: Int32, on executor: LoopExecutor, handler: @escaping @Sendable () -> Void) {
        // Before the source exists: ignoring a signal after that loses it.
        Glibc.signal(signal, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: signal)
        source.setEventHandler { @Sendable in executor.perform(handler) }
        source.activate()
    }

    /// Makes writes to closed connections fail with an error instead of killing the process.
    ///
    /// Call first in `main`.
    public static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}
