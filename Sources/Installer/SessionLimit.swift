/// Lets at most so many things happen at a time; the others wait in the order in which they came.
actor SessionLimit {
    private struct Waiting {
        let number: Int
        let turn: CheckedContinuation<Void, any Error>
    }

    private var free: Int
    private var waiting: [Waiting] = []
    private var lastNumber = 0

    init(_ count: Int) { free = count }

    /// Runs `body` when there is room.
    ///
    /// - Parameter queued: Called where there is none, and again when the turn has come.
    /// - Throws: What `body` throws, or a `CancellationError` while it waits.
    nonisolated func withRoom<Value: Sendable>(
        queued: @Sendable (_ isOver: Bool) async -> Void = { _ in },
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        if await !takeRoom() {
            await queued(false)
            try await enter()
            await queued(true)
        }
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func takeRoom() -> Bool {
        guard free > 0 else { return false }
        free -= 1
        return true
    }

    private func enter() async throws {
        if takeRoom() { return }
        lastNumber += 1
        let number = lastNumber
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            try await withCheckedThrowingContinuation { waiting.append(Waiting(number: number, turn: $0)) }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    private func giveUp(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).turn.resume(throwing: CancellationError())
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().turn.resume() }
    }
}
