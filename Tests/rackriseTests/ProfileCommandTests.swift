import BootModel
import Foundation
import NetTypes
import Store
import Testing

@Suite struct ProfileCommandTests {
    private let rack: Rack
    private var builder: URL { rack.directory.appending(path: "result") }

    init() throws { rack = try Rack(profiles: []) }

    /// Imports a build and returns its version.
    private func importWorker(salt: UInt8) async throws -> String {
        try BuilderDirectory.make(at: builder, salt: salt)
        let imported = try await rack.run("profile", "import", "worker", builder.path, "--json").json()
        let version: String? =
            if case .string(let text)? = imported[0]?["image"]?["version"] { text } else { nil }
        return try #require(version)
    }

    @Test func `an import boots at once, and a rollback goes back`() async throws {
        try BuilderDirectory.make(at: builder)
        let imported = try await rack.run("profile", "import", "worker", builder.path)
        let first = try #require(rack.database().profile("worker")?.image)
        #expect(imported == .done("profile worker boots image \(first.version.prefix(12)) (4.5 KiB)\n"))
        #expect(
            first.commandLine == "init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-system/init loglevel=4")
        let kernel = "\(rack.state)/images/\(first.version)/bzImage"
        #expect(
            FileManager.default.contentsEqual(
                atPath: kernel, andPath: builder.appending(path: "bzImage").path))

        let second = try await importWorker(salt: 1)
        #expect(second != first.version)
        #expect(
            try await rack.run("profile", "rollback", "worker")
                == .done("profile worker boots image \(first.version.prefix(12))\n"))
        #expect(try rack.database().profile("worker")?.image == first)
        #expect(try await rack.run("profile", "rollback", "worker", String(second.prefix(10))).status == 0)
        #expect(try rack.database().profile("worker")?.image?.version == second)
        #expect(try await rack.run("profile", "rollback", "worker", "ffff").status == 2)
        #expect(
            try await rack.run("profile", "show", "worker", "--verify").out.hasSuffix(
                "the files are as imported\n")
        )
    }

    @Test func `old versions' files go when no profile keeps them`() async throws {
        var versions: [String] = []
        for salt in UInt8(0)..<5 { versions.append(try await importWorker(salt: salt)) }
        let kept = try FileManager.default.contentsOfDirectory(atPath: rack.state + "/images").filter {
            $0.count == 64
        }
        #expect(Set(kept) == Set(versions.suffix(3)))
        #expect(try await rack.run("profile", "remove", "worker") == .done("removed profile worker\n"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: rack.state + "/images").allSatisfy {
                $0.count != 64
            })
    }

    @Test func `a removed profile is reported as it was`() async throws {
        _ = try await importWorker(salt: 0)
        let record = try await rack.run("profile", "show", "worker", "--json").json()
        #expect(try await rack.run("profile", "remove", "worker", "--json").json() == record)
    }

    @Test func `files that a crash left without a row go with the next import, those with one stay`()
        async throws
    {
        let kept = try await importWorker(salt: 0)
        let images = rack.state + "/images"
        let orphan = String(repeating: "0", count: 64)
        try FileManager.default.copyItem(atPath: "\(images)/\(kept)", toPath: "\(images)/\(orphan)")
        let next = try await importWorker(salt: 1)
        let left = try FileManager.default.contentsOfDirectory(atPath: images).filter { $0.count == 64 }
        #expect(Set(left) == [kept, next])
    }

    @Test func `while an import runs no profile is removed`() async throws {
        let version = try await importWorker(salt: 0)
        let lock = open(rack.state + "/images", O_RDONLY | O_DIRECTORY)
        defer { close(lock) }
        #expect(lock >= 0 && flock(lock, LOCK_EX) == 0)
        #expect(
            try await rack.run("profile", "remove", "worker")
                == .failed("another import is running; try again when it is done"))
        #expect(try rack.database().profile("worker")?.image?.version == version)
    }

    @Test func `every folder is imported, and one bad folder does not stop the others`() async throws {
        let folder = rack.directory.appending(path: "nixos")
        for (salt, name) in ["all-in-one", "control-plane", "worker"].enumerated() {
            try BuilderDirectory.make(at: folder.appending(path: name), salt: UInt8(salt))
        }
        try Data("x".utf8).write(to: folder.appending(path: "README.md"))
        let result = try await rack.run("profile", "import", "--all", folder.path)
        #expect(result.status == 0 && result.out.split(separator: "\n").count == 3)
        #expect(try rack.database().profiles().map(\.name) == ["all-in-one", "control-plane", "worker"])

        try BuilderDirectory.make(at: folder.appending(path: "broken"), arguments: "init=/nix/store/*/init")
        let second = try await rack.run("profile", "import", "--all", folder.path)
        #expect(second.status == 2 && second.out.split(separator: "\n").count == 3)
        #expect(second.error.hasPrefix("rackrise: profile broken: "))
        #expect(second.error.hasSuffix("rackrise: 1 of 4 profiles were not imported\n"))
    }

    @Test func `what cannot boot is refused and changes nothing`() async throws {
        let version = try await importWorker(salt: 0)
        try BuilderDirectory.make(at: builder, salt: 9, arguments: "init=/nix/store/*/init")
        let refused = try await rack.run("profile", "import", "worker", builder.path)
        #expect(refused.status == 2 && refused.error.contains("init="))
        #expect(
            try await rack.run(
                "profile", "import", "worker", builder.path, "--cmdline",
                "init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-x/init"
            )
            .status == 0)
        #expect(try await rack.run("profile", "import", "worker", "/nonexistent").status == 2)
        let list = try rack.file(
            "sums",
            String(repeating: "0", count: 64) + "  bzImage\n" + String(repeating: "0", count: 64)
                + "  initrd\n")
        #expect(
            try await rack.run(
                "profile", "import", "worker", builder.path, "--sha256", list, "--cmdline", "quiet"
            )
            .status == 2)
        #expect(
            try await rack.run("profile", "import", "Worker", builder.path)
                == .refused(
                    #"profile name "Worker" is not usable; write at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"#
                ))
        #expect(try rack.database().profile("worker")?.earlierImages.map(\.version) == [version])
    }

    @Test func `profiles are listed, marked and removed when unused`() async throws {
        let version = try await importWorker(salt: 0)
        try rack.database().addNode(
            Node(name: "n1", macs: [MACAddress(rawValue: 0x5254_0000_0001)], profile: "worker"))
        #expect(
            try await rack.run("profile", "set", "worker", "--offered-to-unknown")
                == .done("profile worker is offered to unknown machines\n"))
        #expect(
            try await rack.run("profile", "list")
                == .done(
                    """
                    NAME    IMAGE         FOR  KERNEL   INITRD  EARLIER  NODES  UNKNOWN MACHINES
                    worker  \(version.prefix(12))  x86  4.0 KiB  512 B   0        1      offered

                    """))
        #expect(
            try await rack.run("profile", "set", "worker", "--node-file")
                == .done("nodes of profile worker find /rackrise/node.json in their initrd\n"))
        let record = try await rack.run("profile", "show", "worker", "--json").json()
        #expect(record["nodeFile"] == true)
        #expect(
            record["name"] == "worker" && record["offeredToUnknown"] == true && record["earlierImages"] == [])
        #expect(record["image"]?["initrd"]?["size"] == 512 && record["image"]?["instructionSet"] == "x86")
        #expect(try await rack.run("profile", "list", "--json").json() == [record])
        #expect(try await rack.run("profile", "remove", "worker").status == 2)
        #expect(
            try await rack.run("profile", "remove", "wroker")
                == .refused(#"there is no profile "wroker"; did you mean worker?"#))
        #expect(try rack.database().profile("worker") != nil)
    }

    @Test func `a damaged file is found`() async throws {
        let version = try await importWorker(salt: 0)
        let kernel = "\(rack.state)/images/\(version)/bzImage"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: kernel)
        try Data("x".utf8).write(to: URL(filePath: kernel))
        let result = try await rack.run("profile", "show", "worker", "--verify")
        #expect(result == .failed("\(kernel) is damaged or gone; import the image again"))
    }
}
