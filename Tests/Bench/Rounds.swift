/// Measures servers in turn, several times over, and keeps the medians.
struct Rounds {
    /// How often each server has its turn.
    let count: Int

    /// The medians of what `measure` returns for each server: first, second, … figure by server.
    ///
    /// - Parameters:
    ///   - servers: Names and how to start them; each is stopped after its turn.
    func medians(
        of servers: [(name: String, start: () async throws -> Server)],
        measure: (Server) async throws -> [Double]
    ) async throws -> [(server: String, values: [Double])] {
        var samples: [[[Double]]] = servers.map { _ in [] }
        for round in 0..<count {
            // Every other round goes backwards, so that no server always follows the same one.
            let order = Array(servers.indices)
            for index in round.isMultiple(of: 2) ? order : order.reversed() {
                let server = try await servers[index].start()
                do {
                    samples[index].append(try await measure(server))
                } catch {
                    await server.stop()
                    throw error
                }
                await server.stop()
            }
        }
        return zip(servers, samples).map { server, samples in
            let width = samples.first?.count ?? 0
            return (server.name, (0..<width).map { column in Row.median(samples.map { $0[column] }) })
        }
    }
}
