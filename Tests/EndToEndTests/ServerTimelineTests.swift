import Commands
import Foundation
import Lab
import Testing

/// What an operator reads afterwards about what machines did, and what a flood leaves in the database.
@Suite(.timeLimit(.minutes(30)))
struct ServerTimelineTests {
    private let mac = "52:54:00:71:3e:01"

    @Test func `a boot's steps are on the timeline in order, with what was sent`() async throws {
        try await ServerBench.run(settings: "menu: { timeout: 0s }") { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            // Also when the machine was refused before with the very same transaction.
            try await bench.waitForEvent(of: "rack1", "the first offer") { $0.outcome == "done" }
            let before = try await bench.events(of: "rack1").count
            let client = bench.client
            let file = "\(bench.directory)/file"
            var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
            request.transactionID &+= 1

            let program = try await client.ask(request).packet.bootFile
            _ = try await client.digest(of: "tftp://\(client.serverAddress)/\(program)", into: file)
            let script = try await client.get(try await bench.scriptURL(of: mac)).body
            let urls = script.matches(of: /http:\/\/\S+\/(bzImage|initrd)/).map { String($0.0) }
            for url in urls { _ = try await client.digest(of: url, into: file) }

            try await bench.waitForEvent(of: "rack1", "the initrd") { $0.stage == "initrd" }
            let events = try await bench.events(of: "rack1").dropFirst(before)
            #expect(events.map(\.stage) == ["offer", "chainloader", "offer", "script", "kernel", "initrd"])
            #expect(events.allSatisfy { $0.outcome == "done" && $0.node == "rack1" && $0.mac == mac })
            #expect(events.map(\.time) == events.map(\.time).sorted())
            let programSize =
                try FileManager.default.attributesOfItem(atPath: try programPath())[.size] as? Int
            #expect(events.map(\.bytes) == [nil, programSize, nil, script.utf8.count, 100_000, 200_004])
            #expect(events.dropFirst(3).allSatisfy { $0.address == client.address })
            let text = try await bench.rackrise("events", "rack1").run()
            #expect(text.contains("UEFI x64 PXE is offered snponly.efi by TFTP"))
            #expect(text.contains("boots profile worker, version"))
        }
    }

    @Test func `only what was really sent counts, and a download that breaks off has failed`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.importImage("worker", seed: 1, initrdSize: 64_000_000)
            _ = try await bench.serve()
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            let kernel = "nixos/worker/bzImage"
            let tag = try await bench.client.get(kernel, ["-I"]).headers["etag"] ?? ""
            #expect(try await bench.client.get(kernel, ["-H", "If-None-Match: \(tag)"]).status == 304)
            #expect(try await bench.client.get(kernel, ["-r", "514-517"]).body == "HdrS")

            let broken = try await bench.client.namespace.command(
                "curl",
                [
                    "-sS", "-o", "/dev/null", "--limit-rate", "1M", "--max-time", "1",
                    bench.client.url("nixos/worker/initrd"),
                ]
            ).outcome()

            #expect(broken.status == 28, "curl's word for running out of time")
            let failure = try await bench.waitForEvent(of: "rack1", "the failure") { $0.stage == "initrd" }
            #expect(failure.outcome == "failed")
            #expect(failure.detail.contains("broke off"))
            #expect((1..<64_000_000).contains(failure.bytes ?? 0))
            let kernels = try await bench.events(of: "rack1").filter { $0.stage == "kernel" }
            #expect(kernels.map(\.bytes) == [4], "neither HEAD nor 304 sends anything")
        }
    }

    @Test func `a machine that is refused again and again is recorded once in a while`() async throws {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            var requests = try (0..<50).map { _ in try DHCPPacket(vector: "uefi-x64", mac: mac) }
            for index in requests.indices { requests[index].transactionID = UInt32(index) }

            #expect(try await bench.client.exchange(requests, within: .milliseconds(300)).isEmpty)

            try await bench.waitForEvent(of: mac, "the refusal") { $0.outcome == "refused" }
            // The second one when an interval of ten seconds ended between two packets.
            #expect((1...2).contains(try await bench.events(of: mac).count))
        }
    }

    @Test func `a flood of made-up addresses neither stops the service nor fills the disk`() async throws {
        try await ServerBench.run(networks: 2) { bench in
            let server = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            try await bench.addNode("rack2", mac: "52:54:00:71:3e:02")
            let attacker = bench.clients[1]
            async let flood: Void = attacker.flood(DHCPPacket(vector: "uefi-x64", mac: mac), count: 20_000)

            for round in 0..<10 {
                var request = try DHCPPacket(vector: "uefi-x64", mac: mac)
                request.transactionID = UInt32(round)
                // Firmware repeats itself after four seconds; within one the answer must be there.
                let replies = try await bench.client.exchange([request], within: .seconds(1))
                #expect(replies.count == 1, "round \(round)")
                #expect(try await bench.client.get("healthz").status == 200)
            }
            try await flood

            // The diagnosis of a listed machine is not lost among those of machines that do not exist.
            let tablet = try DHCPPacket(vector: "uefi-ia32", mac: "52:54:00:71:3e:02")
            _ = try await bench.client.exchange([tablet], within: .milliseconds(100))
            try await bench.waitForEvent(of: "rack2", "the reason") {
                $0.detail.hasPrefix("no chainloader for this architecture")
            }

            let sightings = try await server.sqlite("SELECT count(*) FROM sighting")
            let refusals = try await server.sqlite("SELECT count(*) FROM event WHERE outcome = 'refused'")
            // 256 in ten seconds, and the flood takes no longer than some of these.
            #expect((1...1024).contains(Int(sightings.filter(\.isNumber)) ?? 0), "\(sightings)")
            #expect((1...1024).contains(Int(refusals.filter(\.isNumber)) ?? 0), "\(refusals)")
            let size = try FileManager.default.contentsOfDirectory(atPath: bench.configuration.state)
                .filter { $0.hasPrefix("rackrise.db") }
                .map {
                    try FileManager.default.attributesOfItem(atPath: "\(bench.configuration.state)/\($0)")
                }
                .reduce(0) { $0 + ($1[.size] as? Int ?? 0) }
            #expect(size < 8_000_000)
        }
    }

    @Test func `while an operator's transaction holds the database, machines are served and events wait`()
        async throws
    {
        try await ServerBench.run { bench in
            _ = try await bench.serveWithImage()
            try await bench.addNode("rack1", mac: mac)
            let script = try await bench.scriptURL(of: mac)
            try await bench.waitForEvent(of: "rack1", "the offer") { $0.detail.contains("its script") }
            // Held until standard input ends, which is when the file is there.
            let release = "\(bench.directory)/release"
            let shell = """
                (echo 'BEGIN EXCLUSIVE;'; echo 'SELECT 4 || 2;'
                 for i in $(seq 100); do [ -e "$2" ] && break; sleep 0.1; done; echo 'COMMIT;') | sqlite3 "$1"
                """
            let holder = try await bench.start(
                "bash", ["-c", shell, "-", "\(bench.configuration.state)/rackrise.db", release],
                waitingFor: "42")

            // No more than a batch keeps of equal events.
            let rounds = 2
            for _ in 0..<rounds {
                #expect(try await bench.client.get(script, ["--max-time", "1"]).status == 200)
                #expect(
                    try await bench.client.exchange(
                        [DHCPPacket(vector: "uefi-x64", mac: mac)], within: .seconds(1)
                    ).count == 1)
            }
            #expect(try await bench.events(of: "rack1").allSatisfy { $0.stage == "offer" })

            try Data().write(to: URL(filePath: release))
            #expect(try await holder.waitForExit(within: .seconds(10)) == 0)
            try await bench.waitFor("the events", within: .seconds(10)) {
                try await bench.events(of: "rack1").count { $0.stage == "script" } == rounds
            }
        }
    }

    private func programPath() throws -> String {
        try #require(
            Checkout.chainloaders.map { "\($0)/snponly.efi" }
                .first { FileManager.default.fileExists(atPath: $0) })
    }
}
