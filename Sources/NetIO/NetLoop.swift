/// The event loop that serves DHCP and TFTP.
///
/// Its classes are confined to one serial queue: they call each other directly, without locks and without `await`.
@globalActor
public actor NetLoop {
    /// The loop.
    public static let shared = NetLoop()

    /// The queue behind the loop, for the sources that wake it.
    public static let executor = LoopExecutor(label: "rackrise.net")

    /// Runs the actor on the loop's queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { Self.executor.asUnownedSerialExecutor() }

    /// Enters the loop's isolation from one of its sources; traps on any other queue.
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
}
