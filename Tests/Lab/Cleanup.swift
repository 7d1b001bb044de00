/// Calls `body`, then `cleanup` however `body` ended.
///
/// Cleanup runs in a task of its own: a test that ran out of time is cancelled, and a cancelled task cannot spawn the
/// commands that tidy up.
public func withCleanup<Result: Sendable>(
    _ body: () async throws -> Result, cleanup: @escaping @Sendable () async -> Void
) async throws -> Result {
    do {
        let result = try await body()
        await Task { await cleanup() }.value
        return result
    } catch {
        await Task { await cleanup() }.value
        throw error
    }
}
