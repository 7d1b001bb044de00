import CNetShim
import Glibc

/// Delivers a Unix signal to a loop instead of its default action, as long as it is held.
///
/// Not a dispatch source: that begins to catch on another thread, some time after it was made, and a signal that comes
/// before is lost.
public final class SignalSource: Sendable {
    private let signal: Int32
    private let descriptor: Int32
    private let executor: LoopExecutor

    /// Catches `signal`, which nobody else catches, from now on; `handler` runs on the executor's thread, once for all that came before it ran.
    ///
    /// Traps where the process may have no further descriptor, and where the signal is caught or cannot be.
    public init(_ signal: Int32, on executor: LoopExecutor, handler: @escaping @Sendable () -> Void) {
        self.signal = signal
        self.executor = executor
        do throws(SocketError) {
            descriptor = try check("make an event descriptor", netshim_event_create())
            try check("catch signal \(signal)", netshim_signal_catch(signal, descriptor))
        } catch {
            fatalError("\(error)")
        }
        executor.perform { [descriptor] in
            do throws(SocketError) {
                try check("accept signal \(signal)", netshim_signal_accept(signal))
                try executor.watch(descriptor, for: .input) { _ in
                    WakeBell.silence(descriptor)
                    handler()
                }
            } catch {
                fatalError("\(error)")
            }
        }
    }

    deinit {
        _ = netshim_signal_release(signal)
        executor.perform { [descriptor, executor] in
            executor.forget(descriptor)
            close(descriptor)
        }
    }

    /// Makes writes to closed connections fail with an error instead of killing the process.
    ///
    /// Call first in `main`.
    public static func ignoreBrokenPipes() {
        Glibc.signal(SIGPIPE, SIG_IGN)
    }
}
