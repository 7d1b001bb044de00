import BootModel
import Foundation
import InstallPlan
import Testing

@testable import Store

struct DatabaseBackupTests {
    @Test func `a backup restores to the same inventory`() throws {
        let fixture = try Fixture()
        _ = try fixture.database.applyNodes((1...300).map { Node.fixture($0) })
        let target = fixture.directory + "/backup/rackrise.db"
        try FileManager.default.createDirectory(
            atPath: fixture.directory + "/backup", withIntermediateDirectories: false)
        try fixture.database.backup(to: target)

        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.directory + "/backup") == [
                "rackrise.db"
            ])
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let restored = try Database(path: target)
        #expect(try restored.nodes() == fixture.database.nodes())
        #expect(try restored.profiles() == fixture.database.profiles())
        #expect(try restored.inventory().revision == fixture.database.inventory().revision)
    }

    @Test func `a backup under writes is one state of the database`() async throws {
        let fixture = try Fixture()
        // Every transaction adds a pair of nodes, so that an odd number would be a torn copy.
        let writer = Task.detached {
            for number in 1...UInt64(150) {
                _ = try fixture.database.applyNodes([.fixture(number), .fixture(1000 + number)])
            }
        }
        for number in 1...5 {
            let target = fixture.directory + "/backup-\(number)"
            try fixture.database.backup(to: target)
            let nodes = try Database(path: target).nodes()
            let (low, high) = (
                nodes.filter { $0.name.count < 5 }.count, nodes.filter { $0.name.count == 5 }.count
            )
            #expect(low == high)
            #expect(low + high == nodes.count)
        }
        try await writer.value
    }

    @Test func `a backup arms no node, and leaves the armings of the original`() async throws {
        let fixture = try Fixture.armable()
        try fixture.database.addNode(.fixture(3))
        try fixture.database.addNode(.fixture(4))
        let now = WallClock(milliseconds: 5)
        try fixture.database.arm(["n1", "n2", "n3"], ArmingOptions(mayWipe: true), at: now)
        // One has booted its installer, one has verified its disk, and one has failed and is to be tried again.
        try await fixture.edit(
            """
            UPDATE job SET activity = 'connecting' WHERE node = 'n2';
            UPDATE job SET verified = 1, activity = 'allowing-reboot' WHERE node = 'n3';
            INSERT INTO job (node, plan, installer, activity, outcome, failure)
            VALUES ('n4', '\(Fixture.planRevision)', 'worker', 'ended', 'failed', 'phase-timeout');
            UPDATE job SET request = 'retry' WHERE node = 'n4';
            """)
        let before = try fixture.database.openJobs()
        let target = fixture.directory + "/backup"
        #expect(try fixture.database.backup(to: target) == 2)
        #expect(try fixture.database.openJobs() == before && before.count == 4)

        let restored = try Database(path: target)
        #expect(try restored.nodes().allSatisfy { $0.boot != .install && $0.install == nil })
        #expect(try restored.openJobs().map(\.node) == ["n3"])
        for node in ["n1", "n2"] {
            let job = try #require(try restored.latestJob(ofNode: node))
            #expect(job.outcome == .failed(.waitForSSH, .armingWithdrawn))
        }
        #expect(try restored.backup(to: target + "-2") == 0)
    }

    @Test func `an existing file is never overwritten`() throws {
        let fixture = try Fixture()
        let target = fixture.directory + "/precious"
        try "precious".write(toFile: target, atomically: false, encoding: .utf8)
        #expect(throws: StoreError(.refused, "\(target) exists already; name a new file for the backup")) {
            try fixture.database.backup(to: target)
        }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
    }

    @Test func `a directory that does not exist is named and nothing is left`() throws {
        let fixture = try Fixture()
        let target = fixture.directory + "/missing/backup"
        let error = #expect(throws: StoreError.self) { try fixture.database.backup(to: target) }
        #expect(
            error?.message == "cannot write \(target); check that its directory exists and is writable")
    }
}
