import BootPolicy
import Foundation
import NetIO
import Testing

@testable import BootServer

final class BinaryCacheTests {
    private let directory = NSTemporaryDirectory() + "rackrise-cache-\(UUID().uuidString)"
    private let hash = "0123456789abcdfghijklmnpqrsvwxyz"

    init() throws {
        try FileManager.default.createDirectory(atPath: directory + "/nar", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func write(_ name: String, _ text: String = "x") throws {
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
    }

    @Test func `its files are opened`() throws {
        let cache = try BinaryCache(directory: directory)
        #expect(!cache.isFilled)
        try write("nix-cache-info", "StoreDir: /nix/store\n")
        try write("\(hash).narinfo", "12")
        try write("nar/a.nar.xz", "123")
        #expect(cache.isFilled)
        #expect(try cache.open(.info).size == 21)
        #expect(try cache.open(.path(hash: hash)).size == 2)
        #expect(try cache.open(.archive(name: "a.nar.xz")).size == 3)
        #expect(throws: SocketError.self) { try cache.open(.archive(name: "b.nar")) }
    }

    @Test func `no link leads out of it, as a file or as a directory`() throws {
        let outside = directory + ".outside"
        defer { try? FileManager.default.removeItem(atPath: outside) }
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: URL(filePath: outside + "/a.nar"))
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: directory + "/nar/b.nar", withDestinationPath: outside + "/a.nar")
        let cache = try BinaryCache(directory: directory)
        #expect(throws: SocketError.self) { try cache.open(.archive(name: "b.nar")) }
        try manager.removeItem(atPath: directory + "/nar")
        try manager.createSymbolicLink(atPath: directory + "/nar", withDestinationPath: outside)
        #expect(throws: SocketError.self) { try cache.open(.archive(name: "a.nar")) }
        // The directory itself may be one: the operator named it.
        try manager.createSymbolicLink(atPath: outside + "/link", withDestinationPath: directory)
        try write("nix-cache-info")
        #expect(try BinaryCache(directory: outside + "/link").isFilled)
    }

    @Test func `a directory in the place of a file is no file`() throws {
        try FileManager.default.createDirectory(
            atPath: directory + "/nix-cache-info", withIntermediateDirectories: true)
        #expect(!(try BinaryCache(directory: directory).isFilled))
    }

    @Test func `a directory that is not there or is a file is named`() throws {
        try write("nix-cache-info")
        for (path, words) in [
            (directory + "/gone", "No such file"), (directory + "/nix-cache-info", "is no directory"),
        ] {
            let error = #expect(throws: BinaryCache.Failure.self) { try BinaryCache(directory: path) }
            #expect(error?.description.contains(path) == true)
            #expect(error?.description.contains(words) == true)
        }
    }
}
