import Glibc

/// The event loop that serves DHCP and TFTP.
///
/// Its classes are confined to one thread: they call each other directly, without locks and without `await`.
@globalActor
public actor NetLoop {
    /// The loop.
    public static let shared = NetLoop()

    /// The thread behind the loop.
    public static let executor = LoopExecutor(label: "rackrise.net")

    /// Runs the actor on the loop's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }

    /// Enters the loop's isolation from one of its handlers; traps on any other thread.
    public static func assumeIsolated<Result: Sendable>(_ operation: @NetLoop () throws -> Result) rethrows
        -> Result
    {
        executor.checkIsolated()
        // Safe because the check above proved the isolation that the cast drops from the type; this is how the
        // standard library does it for `MainActor`.
        return try withoutActuallyEscaping(operation) { isolated in
            try unsafeBitCast(isolated, to: (() throws -> Result).self)()
        }
    }

    /// Calls `handler` as long as what a descriptor is watched for holds, until it is closed here.
    @NetLoop
    public static func watch(
        _ descriptor: Int32, for interest: Readiness = .input,
        handler: @escaping @NetLoop (Readiness) -> Void
    ) throws(SocketError) {
        // Safe because the loop runs its handlers on its own thread only; to ask each time costs an allocation.
        try executor.watch(
            descriptor, for: interest,
            handler: unsafeBitCast(handler, to: (@Sendable (Readiness) -> Void).self))
    }

    /// Changes what a descriptor is watched for.
    @NetLoop
    public static func change(_ descriptor: Int32, to interest: Readiness) throws(SocketError) {
        try executor.change(descriptor, to: interest)
    }

    /// Stops watching a descriptor that its owner is about to close.
    @NetLoop
    public static func forget(_ descriptor: Int32) { executor.forget(descriptor) }

    /// Stops watching a descriptor and closes it.
    @NetLoop
    static func close(_ descriptor: Int32) {
        forget(descriptor)
        Glibc.close(descriptor)
    }
}
