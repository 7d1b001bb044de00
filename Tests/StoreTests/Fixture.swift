import BootModel
import Commands
import Foundation
import InstallPlan
import NetTypes
import Testing

@testable import Store

/// A database in a directory of its own, which goes with it.
final class Fixture: Sendable {
    let directory: String
    let database: Database

    /// Makes a database with the profiles `worker` and `control-plane`.
    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/rackrise-store-" + UUID().uuidString
        database = try Database(stateDirectory: directory)
        try database.activate(.fixture(1), for: "worker", at: WallClock(milliseconds: 1))
        try database.activate(.fixture(2), for: "control-plane", at: WallClock(milliseconds: 2))
    }

    /// A database whose profile `worker` has a plan, with the nodes `n1` and `n2`.
    static func armable(plan: String = #"{"files":[{"secret":"token"}]}"#) throws -> Fixture {
        let fixture = try Fixture()
        try fixture.database.addPlan(
            revision: planRevision, canonical: plan, name: "closure", at: WallClock(milliseconds: 3))
        try fixture.database.attachPlan(planRevision, to: "worker")
        try fixture.database.addNode(.fixture(1))
        try fixture.database.addNode(.fixture(2))
        return fixture
    }

    /// The revision of the plan of `armable`.
    static let planRevision = String(repeating: "1", count: 64)

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Runs statements in the plain `sqlite3` shell, as an operator does: foreign keys are off.
    @discardableResult
    func shell(_ statements: String) async throws -> ShellResult {
        try await ShellResult(running: statements, on: database.path)
    }

    /// Commits that node `n1` as it is now enters `partition` in a job.
    func enter(_ record: InstallJob.Record, of job: Int64 = 1) throws -> FailureCode? {
        let node = try #require(try database.node(name: "n1"))
        return try database.enterDestructive(.partition, record, of: job, for: node)
    }

    /// Runs statements in the shell with foreign keys on or off; they must pass.
    @discardableResult
    func edit(_ statements: String, foreignKeys: Bool = false) async throws -> String {
        let result = try await shell("PRAGMA foreign_keys = \(foreignKeys); \(statements)")
        #expect(result.errors == "")
        return result.output
    }
}

/// What the `sqlite3` shell printed.
struct ShellResult {
    let output: String
    let errors: String
    let status: Int32

    init(running statements: String, on path: String) async throws {
        let arguments = ["-bail", "-cmd", ".timeout 5000", path, statements]
        let outcome = try await Command("sqlite3", arguments).outcome()
        output = outcome.output.trimmingCharacters(in: .newlines)
        errors = outcome.errors.trimmingCharacters(in: .newlines)
        status = outcome.status
    }
}

extension NetbootImage {
    /// An image whose digests are made of one number.
    static func fixture(_ number: UInt8) -> NetbootImage {
        func digest(_ kind: UInt8) -> String {
            Hexadecimal.text([kind] + Array(repeating: number, count: 31))
        }
        return NetbootImage(
            version: digest(0), kernel: ImageFile(sha256: digest(1), size: 10_000_000),
            initrd: ImageFile(sha256: digest(2), size: 400_000_000),
            commandLine: "init=/nix/store/init loglevel=4",
            instructionSet: .x86)
    }
}

extension MACAddress {
    /// 52:54:00 and the number.
    static func fixture(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x5254_0000_0000 + number) }
}

extension Node {
    /// A node with one address of this number.
    static func fixture(_ number: UInt64, profile: String = "worker") -> Node {
        Node(name: "n\(number)", macs: [.fixture(number)], profile: profile)
    }
}
