import Dispatch
import Glibc

/// A dispatch source that watches one descriptor for input on a loop's queue and owns it.
///
/// The descriptor is closed in the cancel handler, never earlier: a descriptor closed under a live source leaves
/// the next descriptor of the same number deaf.
public final class DescriptorSource: Sendable {
    // Safe because libdispatch objects may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// Makes a source, not yet active; `handler` runs on the executor's queue.
    ///
    /// With `ownsDescriptor` false somebody else closes it, after this source was cancelled.
    public init(
        _ descriptor: Int32, on executor: LoopExecutor, ownsDescriptor: Bool = true,
        cancelled: (@Sendable () -> Void)? = nil, handler: @escaping @Sendable () -> Void
    ) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
        source.setEventHandler { @Sendable in handler() }
        source.setCancelHandler { @Sendable in
            if ownsDescriptor { close(descriptor) }
            cancelled?()
        }
    }

    /// Starts watching; once only.
    public func activate() { source.activate() }

    /// Stops for good.
    public func cancel() { source.cancel() }
}
