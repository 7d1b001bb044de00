import BootModel
import Foundation
import NetTypes
import Store
import Testing

@Suite struct OtherCommandTests {
    /// Chainloaders that can be read, and an interface that is there, whatever host this is.
    private func sound(_ rack: Rack) throws -> String {
        let directory = rack.directory.appending(path: "ipxe")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data("pretend".utf8).write(to: directory.appending(path: "undionly.kpxe"))
        return "interfaces: [lo]\nchainloaders: { directories: [\(directory.path)] }\n"
    }

    private func noMistakes(_ file: String) -> String {
        "\(file): no mistakes; whether its ports are free shows when rackrise serve starts\n"
    }

    @Test func `config check names every mistake and exits with 1`() async throws {
        let rack = try Rack(profiles: [])
        let file = try rack.file("r.yaml", "intrefaces: [eno2]\nhttp: { port: 0 }\n")
        #expect(
            try await Rack.run(["config", "check", "--config", file])
                == .failed(
                    """
                    \(file):1: unknown key "intrefaces"; did you mean interfaces?
                    \(file):2: http.port is "0"; write a port number from 1 to 65535 without quotes
                    """))
        #expect(
            try await Rack.run(["config", "check", "--config", "/nonexistent.yaml"])
                == .failed("/nonexistent.yaml: there is no such file; check the path"))
    }

    @Test func `config check shows the settings in use`() async throws {
        let rack = try Rack(profiles: [])
        let file = try rack.file("r.yaml", sound(rack) + "menu: { timeout: 500ms }\nstate: /srv/r\n")
        #expect(try await Rack.run(["config", "check", "--config", file]) == .done(noMistakes(file)))
        let settings = try await Rack.run(["config", "check", "--config", file, "--json"]).json()
        #expect(settings["menu"] == ["timeoutMilliseconds": 500])
        #expect(settings["state"] == "/srv/r")
        #expect(
            settings["dhcp"] == ["port": 67, "bootServerPort": 4011, "capture": false, "unknown": "discover"])
        #expect(
            settings["chainloaders"] == [
                "directories": [.string(rack.directory.appending(path: "ipxe").path)]
            ])
    }

    @Test func `config check names what serve would refuse`() async throws {
        let rack = try Rack(profiles: [])
        let sound = try sound(rack)
        let empty = try rack.file("e.yaml", "chainloaders: { directories: [/nonexistent] }\n")
        #expect(
            try await Rack.run(["config", "check", "--config", empty])
                == .failed(
                    "no chainloader in /nonexistent: install Debian's ipxe package, or set chainloaders.directories"
                ))
        let gone = try rack.file("g.yaml", sound.replacing("[lo]", with: "[eno99]"))
        let result = try await Rack.run(["config", "check", "--config", gone])
        #expect(result.status == 1)
        #expect(result.error.hasPrefix("rackrise: there is no interface eno99: there are "))
        let none = try rack.file("n.yaml", sound.replacing("[lo]", with: "[]"))
        #expect(
            try await Rack.run(["config", "check", "--config", none])
                == Rack.Result(
                    status: 0, out: noMistakes(none),
                    error: "rackrise: interfaces names none, so rackrise serve needs --interface\n"))
    }

    @Test func `config check looks at the binary cache`() async throws {
        let rack = try Rack(profiles: [])
        let file = try rack.file("r.yaml", "cache: { directory: /nonexistent/cache }\n")
        #expect(
            try await Rack.run(["config", "check", "--config", file])
                == .failed(
                    "cache.directory /nonexistent/cache cannot be used: No such file or directory; make it with "
                        + "nix copy --to file:///nonexistent/cache PATH, or leave cache out"))
        let directory = URL(filePath: file).deletingLastPathComponent().path
        let other = try rack.file("other.yaml", sound(rack) + "cache: { directory: \(directory) }\n")
        let result = try await Rack.run(["config", "check", "--config", other])
        #expect(result.status == 0 && result.error.contains("\(directory) has no nix-cache-info"))
        _ = try rack.file("nix-cache-info", "StoreDir: /nix/store\n")
        #expect(try await Rack.run(["config", "check", "--config", other]) == .done(noMistakes(other)))
    }

    @Test func `a backup is a database, and never replaces a file`() async throws {
        let rack = try Rack()
        try rack.database().addNode(
            Node(name: "n1", macs: [MACAddress(rawValue: 0x5254_0000_0001)], profile: "worker"))
        let other = try Rack(profiles: [])
        try FileManager.default.createDirectory(atPath: other.state, withIntermediateDirectories: true)
        let file = other.state + "/rackrise.db"
        #expect(try await rack.run("backup", file) == .done("wrote \(file)\n"))
        #expect(try await other.run("node", "list") == rack.run("node", "list"))
        #expect(
            try await rack.run("backup", file)
                == .refused("\(file) exists already; name a new file for the backup")
        )
    }

    @Test func `a backup says how many armings are withdrawn in it`() async throws {
        let rack = try Rack()
        let plan = try rack.file("p.yaml", "system: /nix/store/00000000000000000000000000000000-s\n")
        _ = try await rack.run("plan", "import", "closure", plan)
        _ = try await rack.run("profile", "set", "worker", "--plan", "closure")
        for number in 1...2 {
            _ = try await rack.run(
                "node", "add", "52:54:00:00:00:0\(number)", "--name", "n\(number)", "--profile", "worker")
            _ = try await rack.run("install", "n\(number)")
            let file = rack.directory.path + "/backup\(number)"
            let count = number == 1 ? "1 arming" : "2 armings"
            #expect(
                try await rack.run("backup", file) == .done("wrote \(file), with \(count) withdrawn in it\n"))
        }
        #expect(try rack.database().openJobs().count == 2)
    }

    @Test func `reading makes no database`() async throws {
        let rack = try Rack(profiles: [])
        let result = try await rack.run("node", "list")
        #expect(
            result
                == .failed(
                    "there is no database in \(rack.state) yet; rackrise serve or rackrise profile import makes it, "
                        + "or name another directory with --state"))
        #expect(!FileManager.default.fileExists(atPath: rack.state))
    }

    @Test func `a database that this user may not see is not said to be missing`() async throws {
        let rack = try Rack()
        let database = "\(rack.state)/rackrise.db"
        let words = ["node", "list", "--config", "/dev/null", "--state"]
        #expect(
            try await Rack.run(words + [database])
                == .failed(
                    "cannot read \(database)/rackrise.db (Not a directory); name the state directory with --state or in "
                        + "the configuration"))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: rack.state)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: rack.state) }
        #expect(
            try await Rack.runUnprivileged(words + [rack.state])
                == .failed(
                    "cannot read \(database) (Permission denied); run the command with sudo, or as the user of "
                        + "rackrise serve"))
    }

    @Test func `a full disk under standard output is an error, not a crash`() async throws {
        let rack = try Rack()
        for command in [["node", "list"], ["node", "export"], ["profile", "list", "--json"]] {
            let result = try await Rack.run(
                command + ["--state", rack.state, "--config", "/dev/null"],
                wrapper: ["sh", "-c", #"exec "$0" "$@" >/dev/full"#])
            #expect(result.status == 1)
            #expect(result.error.hasPrefix("rackrise: standard output cannot be written"))
        }
    }

    @Test func `help and version go to standard output`() async throws {
        let help = try await Rack.run(["--help"])
        #expect(help.status == 0 && help.error.isEmpty && help.out.contains("profile import worker ./result"))
        #expect(try await Rack.run(["--version"]).status == 0)
        for command in ["node", "profile", "plan", "events", "config", "backup"] {
            #expect(help.out.contains("\n  \(command) "))
        }
    }
}
