import Testing

@testable import BootServer

@Suite(.timeLimit(.minutes(15)))
struct HTTPLoopTests {
    /// What its thread calls holds it as long as it serves, so stopping has to let all of that go.
    @Test func `a loop that has stopped is given back, with a connection that was open`() async throws {
        weak var loop: HTTPLoop?
        var open: LoopbackHTTP.Client?
        do {
            let server = try LoopbackHTTP(InstallDesk(ScriptedBoots(.installer)))
            loop = server.loop
            let client = try server.connect()
            try await client.send("GET /healthz")
            #expect(try await client.read(until: "\r\n\r\nok\n").hasPrefix("HTTP/1.1 200"))
            await server.stop()
            open = client
        }
        // Only now: its end would end the connection too.
        defer { open?.close() }
        // Its thread may still be on its way out of what it was told.
        for _ in 0..<1000 where loop != nil { try await Task.sleep(for: .milliseconds(5)) }
        #expect(loop == nil)
    }
}
