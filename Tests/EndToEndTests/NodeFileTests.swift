import Commands
import Foundation
import Lab
import Testing

/// The file about itself that a node finds in its initrd.
@Suite(.timeLimit(.minutes(30)))
struct NodeFileTests {
    @Test func `a guest reads its file behind a packed initrd of odd length`() async throws {
        let mac = "52:54:00:4e:42:07"
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile("worker")
            try await bench.server.command("profile", "set", "worker", "--node-file").run()
            try await bench.addNode("rack7", mac: mac, profile: "worker")
            try await bench.server.command("node", "set", "rack7", "--var", "row=r1 north").run()
            let initrd = "\(bench.images.directory(of: "worker"))/initrd"
            let size = try FileManager.default.attributesOfItem(atPath: initrd)[.size] as? Int ?? 0
            #expect(!size.isMultiple(of: 2))

            let console = try await bench.powerOn(.init(mac: mac, firmware: .bios)) { machine in
                try await machine.waitForGuest()
                return machine.console.text
            }

            let file = """
                {"mac":"\(mac)","name":"rack7","profile":"worker",\
                "server":"http://\(Bench.address):8080","variables":{"row":"r1 north"}}
                """
            #expect(console.contains("\(GuestImages.nodeFileMarker) \(file)"))
        }
    }

    @Test func `an installer finds our key and its identity behind a packed initrd of odd length`()
        async throws
    {
        let mac = "52:54:00:4e:42:08"
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            let plan = "\(bench.directory)/plan.yaml"
            let toplevel = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-rack8-24.11"
            try Data("system: \(toplevel)\n".utf8).write(to: URL(filePath: plan))
            try await bench.server.command("plan", "import", "closure", plan).run()
            try await bench.server.command("profile", "set", "worker", "--plan", "closure").run()
            try await bench.addNode("rack8", mac: mac, profile: "worker")
            try await bench.server.sqlite("UPDATE node SET boot = 'install' WHERE name = 'rack8'")
            let key = try String(contentsOfFile: "\(bench.server.state)/install.key.pub", encoding: .utf8)
                .trimmingCharacters(in: .newlines)

            let (report, console) = try await bench.powerOn(.init(mac: mac, firmware: .bios)) { machine in
                (try await machine.waitForGuest(), machine.console.text)
            }

            // No menu was in the way, and the gate will find this boot's token.
            #expect(report.commandLine.contains(/rackrise\.token=5254004e4208-[0-9a-f]{8}-[0-9a-f]{16}/))
            let marker = GuestImages.fileMarker
            #expect(console.contains("\(marker) /ssh/authorized_keys 600 \(key)"))
            #expect(console.contains("\(marker) /ssh/ssh_host_rackrise.pub 644 \(key)"))
            #expect(console.contains(/RACKRISE-FILE \/machine-id 444 [0-9a-f]{32}\s/))
            #expect(console.contains(#"{"mac":"\#(mac)","name":"rack8""#))
            #expect(try await bench.server.sqlite("SELECT count(*) FROM job_boot") == "1\n")
        }
    }

    @Test func `initrd and file are one body, with its length, its tag and ranges over the joint`()
        async throws
    {
        try await ServerBench.run { bench in
            let image = try await bench.importImage("worker", seed: 1, initrdSize: 997)
            _ = try await bench.serve()
            let path = "nixos/worker/initrd"
            try await bench.addNode("rack1", mac: try await bench.client.mac())
            let plain = try await bench.client.get(path, ["-I"]).headers
            #expect(plain["content-length"] == "1001" && plain["etag"] == "\"\(image.initrdDigest)\"")

            try await bench.rackrise("profile", "set", "worker", "--node-file").run()
            try await bench.waitFor("the file") {
                try await bench.client.get(path, ["-I"]).headers["etag"] != plain["etag"]
            }

            let file = "\(bench.directory)/initrd"
            _ = try await bench.client.digest(of: path, into: file)
            let whole = try Data(contentsOf: URL(filePath: file))
            let head = try await bench.client.get(path, ["-I"]).headers
            #expect(head["content-length"] == "\(whole.count)")
            #expect(head["etag"]?.hasPrefix("\"\(image.initrdDigest)-") == true)
            #expect(head["last-modified"] == nil)
            #expect(whole.prefix(1001) == (try Data(contentsOf: URL(filePath: "\(image.directory)/initrd"))))
            #expect(whole.dropFirst(1001).prefix(9) == Data([0, 0, 0]) + Data("070701".utf8))
            #expect(whole.range(of: Data(#""name":"rack1""#.utf8)) != nil)

            for range in ["995-1010", "0-1000", "1001-", "-9", "1000-1000"] {
                let part = "\(bench.directory)/part"
                _ = try await bench.client.digest(of: path, ["-r", range], into: part)
                let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                let expected =
                    switch (ends[0], ends[1]) {
                    case (let first?, let last): whole[first...min(last ?? .max, whole.count - 1)]
                    case (nil, let count): whole.suffix(count ?? 0)
                    }
                #expect(try Data(contentsOf: URL(filePath: part)) == Data(expected), "\(range)")
            }
            // A download that began before a change of the node must not end with the new file.
            let stale = try await bench.client.get(
                path, ["-r", "1000-", "-o", "/dev/null", "-D", "-", "-H", "If-Range: \(plain["etag"] ?? "")"])
            #expect(stale.status == 200)
        }
    }
}
