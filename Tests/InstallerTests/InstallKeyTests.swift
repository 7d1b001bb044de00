import Foundation
import Testing

@testable import Installer

@Suite(.timeLimit(.minutes(15))) struct InstallKeyTests {
    private let directory = URL.temporaryDirectory.appending(path: "rackrise-key-\(UUID().uuidString)")
    private var path: String { directory.appending(path: "install.key").path }

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func load() async throws -> InstallKey {
        try await InstallKey.load(stateDirectory: directory.path)
    }

    private func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
    }

    private func publicFile() throws -> String { try String(contentsOfFile: path + ".pub", encoding: .utf8) }

    @Test func `a key pair is made once, its private half for its owner only`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let key = try await load()
        #expect(key.privatePath == path && key.publicLine.hasPrefix("ssh-ed25519 "))
        #expect(key.publicLine.hasSuffix(" rackrise"))
        #expect(try await load() == key)
        #expect(try publicFile() == key.publicLine + "\n")
        for (file, mode) in [(path, 0o600), (path + ".pub", 0o644)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
        #expect(try names() == ["install.key", "install.key.pub"])
    }

    @Test func `a public half of an earlier key is replaced`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let earlier = try await load()
        // As a maker leaves it that is killed between the two halves.
        try FileManager.default.removeItem(atPath: path)
        let key = try await load()
        #expect(key.publicLine != earlier.publicLine)
        #expect(try publicFile() == key.publicLine + "\n")
        for text in [nil, "", "no key\n"] {
            try? FileManager.default.removeItem(atPath: path + ".pub")
            if let text { try text.write(toFile: path + ".pub", atomically: false, encoding: .utf8) }
            #expect(try await load() == key)
            #expect(try publicFile() == key.publicLine + "\n")
        }
    }

    @Test func `what a maker left behind is no hindrance and does not stay`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let pid = "install.key.\(getpid())"
        for name in ["install.key.new", "install.key.new.pub", pid] {
            try "half".write(
                to: directory.appending(path: name), atomically: false, encoding: .utf8)
        }
        _ = try await load()
        #expect(try names() == ["install.key", "install.key.pub", pid])
    }

    @Test func `of many makers at once all have the same pair`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let folder = directory.path
        let keys = try await withThrowingTaskGroup(of: InstallKey.self) { group in
            for _ in 0..<6 { group.addTask { try await InstallKey.load(stateDirectory: folder) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys == [try await load()])
        #expect(try publicFile() == keys.first.map { $0.publicLine + "\n" })
    }

    @Test func `a private half that is none is named with what to do`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data("no key\n".utf8), attributes: [.posixPermissions: 0o600]))
        let failure = await #expect(throws: InstallKey.Failure.self) { try await load() }
        #expect(failure?.description.contains("remove \(path) and \(path).pub") == true)
    }
}
