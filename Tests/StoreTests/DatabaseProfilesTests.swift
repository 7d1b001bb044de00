import BootModel
import Testing

@testable import Store

struct DatabaseProfilesTests {
    private func activate(_ numbers: ClosedRange<UInt8>, on database: Database) throws {
        for number in numbers {
            try database.activate(
                .fixture(number), for: "gpu", at: WallClock(milliseconds: Int64(number)))
        }
    }

    /// How many rows there are of an image.
    private func rows(of number: UInt8, in fixture: Fixture) async throws -> String {
        try await fixture.shell(
            "SELECT count(*) FROM image WHERE version = '\(NetbootImage.fixture(number).version)'"
        ).output
    }

    @Test func `an activated image is its profile's current one, the former ones are kept newest first`()
        throws
    {
        let fixture = try Fixture()
        try activate(11...13, on: fixture.database)
        let profile = try #require(try fixture.database.profile("gpu"))
        #expect(
            profile == Profile(name: "gpu", image: .fixture(13), earlierImages: [.fixture(12), .fixture(11)]))
        #expect(try fixture.database.profiles().map(\.name) == ["control-plane", "gpu", "worker"])
    }

    @Test func `the fourth image drops the first, which is forgotten`() async throws {
        let fixture = try Fixture()
        let first = NetbootImage.fixture(11).version
        try activate(11...13, on: fixture.database)
        #expect(try fixture.database.imageReferenced(first))
        #expect(try await rows(of: 11, in: fixture) == "1")
        try activate(14...14, on: fixture.database)
        #expect(try await rows(of: 11, in: fixture) == "0")
        #expect(try !fixture.database.imageReferenced(first))
    }

    @Test func `a dropped image that another profile keeps stays`() throws {
        let fixture = try Fixture()
        let shared = NetbootImage.fixture(11)
        try fixture.database.activate(shared, for: "worker", at: WallClock(milliseconds: 5))
        try activate(11...14, on: fixture.database)
        #expect(try fixture.database.imageReferenced(shared.version))
        #expect(try fixture.database.profile("worker")?.image == shared)
    }

    @Test func `the order of activation holds when the clock goes back`() throws {
        let fixture = try Fixture()
        for (number, time) in [(21, 900), (22, 900), (23, 5)] as [(UInt8, Int64)] {
            try fixture.database.activate(.fixture(number), for: "gpu", at: WallClock(milliseconds: time))
        }
        let profile = try #require(try fixture.database.profile("gpu"))
        #expect(profile.image == .fixture(23))
        #expect(profile.earlierImages == [.fixture(22), .fixture(21)])
    }

    @Test func `importing a kept build again makes it the newest`() throws {
        let fixture = try Fixture()
        try activate(11...13, on: fixture.database)
        try fixture.database.activate(.fixture(11), for: "gpu", at: WallClock(milliseconds: 99))
        let profile = try #require(try fixture.database.profile("gpu"))
        #expect(profile.image == .fixture(11))
        #expect(profile.earlierImages == [.fixture(13), .fixture(12)])
    }

    @Test func `importing a kept build again changes its row and takes none away`() async throws {
        let fixture = try Fixture()
        try activate(11...12, on: fixture.database)
        try await fixture.shell(
            """
            CREATE TABLE seen (what TEXT);
            CREATE TRIGGER seen_insert AFTER INSERT ON profile_image BEGIN INSERT INTO seen VALUES ('insert'); END;
            CREATE TRIGGER seen_update AFTER UPDATE ON profile_image BEGIN INSERT INTO seen VALUES ('update'); END;
            CREATE TRIGGER seen_image AFTER INSERT ON image BEGIN INSERT INTO seen VALUES ('image'); END;
            """)
        try fixture.database.activate(.fixture(11), for: "gpu", at: WallClock(milliseconds: 99))
        #expect(try await fixture.shell("SELECT group_concat(what) FROM seen").output == "update")
    }

    @Test func `rollback walks back one image at a time and forward by version`() throws {
        let fixture = try Fixture()
        try activate(11...13, on: fixture.database)
        #expect(try fixture.database.rollback("gpu") == .fixture(12))
        #expect(try fixture.database.rollback("gpu") == .fixture(11))
        #expect(try fixture.database.profile("gpu")?.image == .fixture(11))
        #expect(throws: StoreError.self) { try fixture.database.rollback("gpu") }
        #expect(try fixture.database.rollback("gpu", to: NetbootImage.fixture(13).version) == .fixture(13))
        #expect(try fixture.database.profile("gpu")?.image == .fixture(13))
    }

    @Test func `rollback to an image that is not kept is not found`() throws {
        let fixture = try Fixture()
        let message = "profile \"worker\" keeps no image abc; rackrise profile show lists its images"
        #expect(throws: StoreError(.notFound, message)) { try fixture.database.rollback("worker", to: "abc") }
    }

    @Test func `removal forgets the images that no profile keeps`() async throws {
        let fixture = try Fixture()
        try activate(11...12, on: fixture.database)
        try fixture.database.activate(.fixture(11), for: "worker", at: WallClock(milliseconds: 50))
        try fixture.database.removeProfile("gpu")
        #expect(try await rows(of: 12, in: fixture) == "0")
        #expect(try await rows(of: 11, in: fixture) == "1")
        #expect(try fixture.database.profile("gpu") == nil)
    }

    @Test func `a profile in use stays whole`() throws {
        let fixture = try Fixture()
        try fixture.database.addNode(.fixture(1))
        let before = try fixture.database.profile("worker")
        let message = "profile \"worker\" is used by node \"n1\"; give the node another profile first"
        #expect(throws: StoreError(.refused, message)) { try fixture.database.removeProfile("worker") }
        #expect(try fixture.database.profile("worker") == before)
    }

    @Test func `the offer to unknown machines is stored`() throws {
        let fixture = try Fixture()
        try fixture.database.setProfile("worker", offeredToUnknown: true)
        #expect(try fixture.database.profile("worker")?.offeredToUnknown == true)
    }

    @Test func `one setting of a profile leaves the other as it is`() throws {
        let fixture = try Fixture()
        try fixture.database.setProfile("worker", offeredToUnknown: true)
        try fixture.database.setProfile("worker", nodeFile: true)
        let profile = try fixture.database.profile("worker")
        #expect(profile?.offeredToUnknown == true && profile?.nodeFile == true)
        try fixture.database.setProfile("worker", nodeFile: false)
        #expect(try fixture.database.profile("worker")?.nodeFile == false)
    }

    @Test func `commands on an unknown profile say so`() throws {
        let fixture = try Fixture()
        let expected = StoreError(.notFound, "there is no profile \"gpu\"; rackrise profile list shows all")
        #expect(throws: expected) { try fixture.database.removeProfile("gpu") }
        #expect(throws: expected) { try fixture.database.rollback("gpu") }
        #expect(throws: expected) { try fixture.database.setProfile("gpu", offeredToUnknown: true) }
    }

    @Test func `a profile of an unusable name is refused with the name`() async throws {
        let fixture = try Fixture()
        let error = #expect(throws: StoreError.self) {
            try fixture.database.activate(.fixture(11), for: "GPU", at: WallClock(milliseconds: 1))
        }
        #expect(error?.message.hasPrefix("profile \"GPU\": a profile name is at most 64") == true)
        #expect(try await rows(of: 11, in: fixture) == "0")
    }
}
