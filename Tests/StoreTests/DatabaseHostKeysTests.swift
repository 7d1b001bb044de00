import BootModel
import InstallPlan
import NetTypes
import Testing

@testable import Store

/// What the store says of installers' keys, and which it keeps.
struct DatabaseHostKeysTests {
    private static let now = WallClock(milliseconds: 1_800_000_000_000)

    /// Job 1 of `n1` and job 2 of `n2`, in their first boots.
    private func booted() throws -> (Fixture, [InstallJob.Record]) {
        let fixture = try Fixture.armable()
        var records = try fixture.database.arm(["n1", "n2"], ArmingOptions(), at: Self.now).map(\.record)
        for index in records.indices {
            records[index].tokens = ["token\(index)"]
            try fixture.database.commit(records[index], of: Int64(index + 1))
        }
        return (fixture, records)
    }

    @Test(arguments: [
        (HostKeyTrust.baked, false), (.reported, false), (.tofuBound, true), (.console, true),
    ])
    func `a key is shared when another node's installer has proved that it holds it`(
        trust: HostKeyTrust, isProof: Bool
    ) throws {
        var (fixture, records) = try booted()
        let database = fixture.database
        let key = PinnedHostKey(key: "ssh-ed25519 AAAA", trust: trust)
        try database.pin(key, for: .installer, of: 2)
        #expect(try database.isShared(key.key, besidesJob: 1) == isProof)
        records[1].phase = .gate
        records[1].activity = .running
        try database.commit(records[1], of: 2)
        #expect(try database.isShared(key.key, besidesJob: 1))
        #expect(try !database.isShared(key.key, besidesJob: 2))
        #expect(try !database.isShared("ssh-ed25519 BBBB", besidesJob: 1))
    }

    @Test func `the last keys that were seen are kept`() throws {
        let (fixture, _) = try booted()
        let database = fixture.database
        func see(_ letters: String, at time: Int64, from host: UInt8 = 9, job: Int64 = 1) throws {
            let key = SeenHostKey(key: "ssh-ed25519 \(letters)", address: IPv4Address(10, 0, 0, host))
            try database.noteSeen(key, of: job, at: WallClock(milliseconds: time))
        }
        try see("other", at: 1, job: 2)
        for number in 1...16 { try see("k\(number)", at: Int64(number)) }
        try see("k1", at: 17, from: 8)
        let first = try database.seenKeys(of: 1)
        #expect(first.count == 16)
        #expect(first.first == SeenHostKey(key: "ssh-ed25519 k1", address: IPv4Address(10, 0, 0, 8)))
        try see("k17", at: 18)
        // The clock was set back.
        try see("k18", at: 0)
        let last = ["k17", "k1"] + (4...16).reversed().map { "k\($0)" } + ["k18"]
        #expect(try database.seenKeys(of: 1).map(\.key) == last.map { "ssh-ed25519 \($0)" })
        #expect(try database.seenKeys(of: 2).count == 1)
    }
}
