import BootModel
import Foundation
import GRDB
import NetTypes
import Testing

@testable import Store

struct DatabaseReadingTests {
    private static func file(_ name: String) throws -> String {
        let directory = FileManager.default.temporaryDirectory.path + "/rackrise-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        return "\(directory)/\(name)"
    }

    @Test func `another program's database is refused and stays as it is`() async throws {
        let path = try Self.file("rackrise.db")
        let directory = URL(filePath: path).deletingLastPathComponent().path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try await ShellResult(running: "CREATE TABLE bookmark (url TEXT)", on: path)
        let before = try Data(contentsOf: URL(filePath: path))
        let refusal = StoreError(
            .failed, "\(path) is the database of another program; name another state directory")
        #expect(throws: refusal) { try Store.Database(path: path) }
        #expect(throws: refusal) { try Store.Database.forReading(stateDirectory: directory) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func `an empty file is no whitelist to whoever reads`() throws {
        let path = try Self.file("rackrise.db")
        let directory = URL(filePath: path).deletingLastPathComponent().path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data().write(to: URL(filePath: path))
        #expect(
            throws: StoreError(.failed, "\(path) is empty; restore a backup, or remove it to begin anew")
        ) { try Store.Database.forReading(stateDirectory: directory) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["rackrise.db"])
    }

    @Test func `a database that is not there is not made by whoever reads`() throws {
        let path = try Self.file("rackrise.db")
        let directory = URL(filePath: path).deletingLastPathComponent().path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(
            throws: StoreError(
                .failed, "there is no database \(path); name the state directory that has it")
        ) { try Store.Database.forReading(stateDirectory: directory) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }

    @Test(arguments: [
        (ResultCode.SQLITE_CANTOPEN, [:], true), (.SQLITE_READONLY, [:], true),
        (.SQLITE_IOERR_SHMOPEN, [:], true),
        (.SQLITE_BUSY, [:], false), (.SQLITE_NOTADB, [:], false),
        (.SQLITE_CANTOPEN, ["-wal": 0, "-shm": 0], true), (.SQLITE_IOERR_SHMSIZE, ["-shm": 3], true),
        (.SQLITE_CANTOPEN, ["-wal": 1], false), (.SQLITE_CANTOPEN, ["-shm": 1 << 15], false),
    ])
    func `a log is passed over only where there is none`(
        code: ResultCode, files: [String: Int], isWhole: Bool
    ) throws {
        let path = try Self.file("rackrise.db")
        let directory = URL(filePath: path).deletingLastPathComponent().path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (suffix, size) in files { try Data(count: size).write(to: URL(filePath: path + suffix)) }
        #expect(Store.Database.isWhole(path, after: DatabaseError(resultCode: code)) == isWhole)
    }

    @Test func `what can be written is opened for writing, and needs no notice`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let reader = try Store.Database.forReading(stateDirectory: fixture.directory)
        #expect(reader.notice == nil)
        #expect(try reader.nodes() == [.fixture(1)])
    }

    static let failures: [(ResultCode, isFull: Bool, String)] = [
        (.SQLITE_IOERR_SHMSIZE, true, "the disk with /d/r.db is full; free some space and try again"),
        (.SQLITE_IOERR_WRITE, true, "the disk with /d/r.db is full; free some space and try again"),
        (.SQLITE_FULL, false, "the disk with /d/r.db is full; free some space and try again"),
        (
            .SQLITE_IOERR_SHMSIZE, false,
            "cannot make or use the -shm file beside /d/r.db (m, SQLite error 4874); check its disk and the kernel's log"
        ),
        (
            .SQLITE_IOERR_READ, true,
            "cannot read /d/r.db (m, SQLite error 266); check its disk and the kernel's log"
        ),
        (
            .SQLITE_IOERR_FSYNC, false,
            "cannot bring to the disk what was written to /d/r.db (m, SQLite error 1034); check its disk and the kernel's log"
        ),
    ]

    @Test(arguments: failures)
    func `a failing disk is told from a full one`(code: ResultCode, isFull: Bool, message: String) {
        let error = StoreError(
            DatabaseError(resultCode: code, message: "m"), path: "/d/r.db", isFull: { _ in isFull })
        #expect(error == StoreError(.failed, message))
    }
}
