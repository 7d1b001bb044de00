import Commands
import Lab
import Testing

/// What the server does when an interface that it serves is taken away.
@Suite(.timeLimit(.minutes(30)))
struct ServerInterfaceTests {
    @Test func `an interface that is taken away and made anew is served again`() async throws {
        try await ServerBench.run { bench in
            let mac = "52:54:00:51:70:01"
            let server = try await bench.serve()
            _ = try await bench.importImage("worker", seed: 1)
            try await server.command("node", "add", mac, "--name", "rack1", "--profile", "worker").run()
            try await bench.waitForOffer(to: mac)

            try await bench.network.ip(["link", "delete", "lan0"])
            _ = try await server.waitForLog("interface lan0 is gone")

            let client = bench.client.namespace
            try await bench.network.ip(
                ["link", "add", "lan0", "type", "veth", "peer", "name", "eth0", "netns", client.name])
            for (host, port, address) in [
                (bench.network, "lan0", "192.168.77.1/24"), (client, "eth0", "192.168.77.50/24"),
            ] {
                try await host.ip(["link", "set", port, "up"])
                try await host.ip(["address", "add", address, "dev", port])
            }
            _ = try await server.waitForLog("interface lan0 is back and served again")

            try await bench.waitForOffer(to: mac)
            let script = try await bench.scriptURL(of: mac)
            #expect(try await bench.client.get(script).status == 200)
            #expect(try await bench.client.get("healthz").status == 200)
        }
    }
}
