/// Measures servers in turn, several times over.
struct Rounds {
    /// A server's name and how to start it.
    typealias Start = (name: String, start: () async throws -> Server)

    /// How often each server has its turn.
    let count: Int

    /// What `measure` returns for each server, by round; a server that fails keeps its place and its reason.
    ///
    /// - Parameters:
    ///   - servers: Names and how to start them; each is stopped after its turn.
    func measure(
        _ servers: [Start], measure: (Server) async throws -> [Double]
    ) async throws -> [Measurement] {
        var results = servers.map { Measurement(server: $0.name) }
        for round in 0..<count {
            // Every other round goes backwards, so that no server always follows the same one.
            let order = Array(servers.indices)
            for index in round.isMultiple(of: 2) ? order : order.reversed() {
                do {
                    let server = try await servers[index].start()
                    let sample: Result<[Double], any Error>
                    do { sample = .success(try await measure(server)) } catch { sample = .failure(error) }
                    await server.stop()
                    results[index].samples.append(try sample.get())
                } catch {
                    let reason = "\(error)".split(separator: "\n").first.map(String.init)
                    results[index].failures.append(reason ?? "no reason")
                }
            }
        }
        return results
    }
}
