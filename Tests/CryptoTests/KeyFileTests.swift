import Crypto
import Foundation
import Testing

struct KeyFileTests {
    private let directory: URL

    init() throws {
        directory = URL.temporaryDirectory.appending(path: "rackrise-key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private var path: String { directory.appending(path: "a.key").path }

    private func load() throws -> [UInt8] { try KeyFile.load("a.key", in: directory.path) }

    @Test func `a key is made once, for its owner only`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let key = try load()
        #expect(key.count == KeyFile.length && Set(key).count > 8)
        #expect(try load() == key)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.key"])
    }

    @Test func `what a maker left behind is no hindrance and does not stay`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let left = FileManager.default.contents(atPath: "/etc/hostname")
        for name in ["a.key.new", "a.key.\(getpid())"] {
            #expect(
                FileManager.default.createFile(
                    atPath: directory.appending(path: name).path, contents: left,
                    attributes: [.posixPermissions: 0o600]))
        }
        let key = try load()
        #expect(key.count == KeyFile.length)
        #expect(try load() == key)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
    }

    @Test func `of many makers at once all have the same key`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let folder = directory.path
        let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try KeyFile.load("a.key", in: folder) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys == [try load()])
    }

    @Test func `a key that others may read is refused`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        _ = try load()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let error = #expect(throws: KeyFile.Failure.self) { try load() }
        #expect(error?.description == "\(path) can be read by others; take that away with chmod 600 \(path)")
    }

    @Test(arguments: [0, 31, 33])
    func `a file of another length is no key`(length: Int) throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(repeating: 1, count: length),
                attributes: [.posixPermissions: 0o600]))
        let error = #expect(throws: KeyFile.Failure.self) { try load() }
        #expect(
            error?.description
                == "\(path) has not 32 octets; restore it, or remove it to have a new one made")
    }

    @Test func `a link is not followed, and a missing directory is named`() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/hostname")
        #expect(throws: KeyFile.Failure.self) { try load() }
        let error = #expect(throws: KeyFile.Failure.self) {
            try KeyFile.load("a.key", in: directory.path + "/none")
        }
        #expect(error?.description.contains("/none/a.key") == true)
    }
}
