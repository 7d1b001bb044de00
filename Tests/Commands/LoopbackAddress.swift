/// An address that the loopback interface has for the length of a test.
public struct LoopbackAddress: Sendable {
    private let address: String

    /// Runs `body`, and takes the address away in the end, also when `body` throws.
    public static func lend(
        _ address: String, isolation: isolated (any Actor)? = #isolation,
        to body: (LoopbackAddress) async throws -> Void
    ) async throws {
        let lent = LoopbackAddress(address: address)
        do {
            try await body(lent)
        } catch {
            try? await lent.remove()
            throw error
        }
        // It may have been removed.
        try? await lent.remove()
    }

    /// Gives the interface the address; one that a run left there which was killed is no failure.
    public func add() async throws { try await change("replace") }

    /// Takes the address away.
    public func remove() async throws { try await change("delete") }

    private func change(_ verb: String) async throws {
        try await Command("ip", ["address", verb, "\(address)/32", "dev", "lo"]).run()
    }
}
