import Dispatch
import Glibc

/// A dispatch source that watches one descriptor on a loop's queue and owns it.
///
/// The descriptor is closed in the cancel handler, never earlier: a descriptor closed under a live source leaves
/// the next descriptor of the same number deaf.
public final class DescriptorSource: Sendable {
    /// What readiness is waited for.
    public enum Readiness: Sendable {
        /// There is input, or a peer closed.
        case readable
        /// There is room for output.
        case writable
    }

    // Safe because libdispatch objects may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceProtocol

    /// Makes a source, not yet active; `handler` runs on the executor's queue.
    ///
    /// With `ownsDescriptor` false somebody else closes it, after this source was cancelled.
    public init(
        _ descriptor: Int32, _ readiness: Readiness, on executor: LoopExecutor, ownsDescriptor: Bool = true,
        cancelled: (@Sendable () -> Void)? = nil, handler: @escaping @Sendable () -> Void
    ) {
        source =
            switch readiness {
            case .readable: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
            case .writable: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: executor.queue)
            }
        source.setEventHandler { @Sendable in handler() }
        source.setCancelHandler { @Sendable in
            if ownsDescriptor { close(descriptor) }
            cancelled?()
        }
    }

    /// Starts watching; once only.
    public func activate() { source.activate() }

    /// Stops watching until `resume`; calls must balance.
    public func suspend() { source.suspend() }

    /// Undoes one `suspend`.
    public func resume() { source.resume() }

    /// Stops for good.
    ///
    /// A suspended source must be resumed first.
    public func cancel() { source.cancel() }
}
