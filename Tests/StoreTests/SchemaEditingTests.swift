import BootModel
import NetTypes
import Testing

@testable import Store

/// What an operator does in the plain `sqlite3` shell.
struct SchemaEditingTests {
    private static let inventory = """
        INSERT INTO node (name, profile) VALUES ('n1', 'worker'), ('n2', 'worker');
        INSERT INTO node_mac VALUES ('52:54:00:00:00:01', 'n1'), ('52:54:00:00:00:02', 'n2');
        INSERT INTO node_profile (node, profile) VALUES ('n1', 'control-plane');
        INSERT INTO node_variable VALUES ('n1', 'cmdline', 'quiet');
        """
    private static let n1 = Node(
        name: "n1", macs: [.fixture(1)], profile: "worker", otherProfiles: ["control-plane"],
        variables: ["cmdline": "quiet"])

    /// The nodes after an edit, which comes to the same with foreign keys off, as they are by default, and on.
    private func edit(_ statements: String) async throws -> [Node] {
        var results: [[Node]] = []
        for setting in ["OFF", "ON"] {
            let fixture = try Fixture()
            let result = try await fixture.shell(
                "PRAGMA foreign_keys = \(setting);" + Self.inventory + statements)
            #expect(result.errors == "")
            #expect(
                try await fixture.shell("PRAGMA foreign_key_check; PRAGMA integrity_check").output == "ok")
            results.append(try fixture.database.nodes())
        }
        #expect(results[0] == results[1])
        return results[0]
    }

    @Test func `the plain shell has foreign keys off`() async throws {
        #expect(try await Fixture().shell("PRAGMA foreign_keys").output == "0")
    }

    @Test func `rows written by hand read back as nodes with their defaults`() async throws {
        #expect(try await edit("") == [Self.n1, .fixture(2)])
    }

    @Test(arguments: [
        "52:54:00:ab:cd:ef", "52:54:00:AB:CD:EF", "52-54-00-ab-cd-ef", "52-54-00-AB-CD-EF", "5254.00ab.cdef",
        "5254.00AB.CDEF", "525400abcdef", "525400ABCDEF",
    ])
    func `the view stores a MAC of any usual spelling lower-case with colons`(spelling: String) async throws {
        let inserted = try await edit(
            "INSERT INTO mac_profile VALUES ('\(spelling)', 'n3', 'worker', 'local');")
        let mac = try #require(MACAddress(spelling))
        #expect(inserted.last == Node(name: "n3", macs: [mac], profile: "worker", boot: .local))
        let updated = try await edit("UPDATE mac_profile SET mac = '\(spelling)' WHERE name = 'n2';")
        #expect(updated.last?.macs == [mac])
    }

    @Test func `an insert into the view with an existing name adds the address to that node`() async throws {
        var expected = Self.n1
        expected.macs.append(.fixture(3))
        for values in ["'n1', 'worker', 'netboot'", "'n1', NULL, NULL"] {
            let nodes = try await edit("INSERT INTO mac_profile VALUES ('525400000003', \(values));")
            #expect(nodes.first == expected)
        }
    }

    @Test func `an insert into the view without a boot setting makes a node that netboots`() async throws {
        let nodes = try await edit(
            "INSERT INTO mac_profile (mac, name, profile) VALUES ('525400000003', 'n3', 'worker');")
        #expect(nodes.last == .fixture(3))
    }

    @Test func `an update of the view changes the node behind the address`() async throws {
        let nodes = try await edit(
            """
            INSERT INTO mac_profile (mac, name) VALUES ('525400000003', 'n2');
            UPDATE mac_profile SET profile = 'control-plane', boot = 'local' WHERE mac = '52:54:00:00:00:03';
            UPDATE mac_profile SET name = 'db' WHERE name = 'n2';
            """)
        let expected = Node(
            name: "db", macs: [.fixture(2), .fixture(3)], profile: "control-plane", boot: .local)
        #expect(nodes == [expected, Self.n1])
    }

    @Test func `a delete from the view removes the node with its last address`() async throws {
        let add = "INSERT INTO mac_profile (mac, name) VALUES ('525400000003', 'n2');"
        let first = "DELETE FROM mac_profile WHERE mac = '52:54:00:00:00:03';"
        #expect(try await edit(add + first) == [Self.n1, .fixture(2)])
        #expect(try await edit(add + "DELETE FROM mac_profile WHERE name = 'n2';") == [Self.n1])
    }

    @Test func `renames follow into every table`() async throws {
        var expected = Self.n1
        expected.name = "db"
        #expect(try await edit("UPDATE node SET name = 'db' WHERE name = 'n1';").first == expected)
        let nodes = try await edit(
            """
            UPDATE profile SET name = 'compute' WHERE name = 'worker';
            UPDATE profile SET name = 'masters' WHERE name = 'control-plane';
            """)
        #expect(nodes.map(\.allProfiles) == [["compute", "masters"], ["compute"]])
    }

    @Test func `a removed node takes its rows along`() async throws {
        #expect(try await edit("DELETE FROM node WHERE name = 'n1';") == [.fixture(2)])
        let fixture = try Fixture()
        try await fixture.shell(Self.inventory + "DELETE FROM node;")
        for table in ["node_mac", "node_profile", "node_variable"] {
            #expect(try await fixture.shell("SELECT count(*) FROM \(table)").output == "0")
        }
    }

    @Test func `an address moves when its row is given to another node`() async throws {
        let nodes = try await edit("UPDATE node_mac SET node = 'n1' WHERE node = 'n2';")
        #expect(nodes.map(\.macs) == [[.fixture(1), .fixture(2)], []])
    }

    @Test func `further profiles stand in the order in which they were added`() async throws {
        let nodes = try await edit(
            """
            INSERT INTO profile (name) VALUES ('b'), ('a'), ('c');
            INSERT INTO node_profile (node, profile) VALUES ('n2', 'b');
            INSERT INTO node_profile (node, profile) VALUES ('n2', 'a');
            INSERT INTO node_profile (node, profile) VALUES ('n2', 'c');
            """)
        #expect(nodes.last?.otherProfiles == ["b", "a", "c"])
    }

    @Test func `a profile without users is removed with its history`() async throws {
        let fixture = try Fixture()
        #expect(try await fixture.shell("DELETE FROM profile WHERE name = 'worker'").errors == "")
        #expect(try fixture.database.profiles().map(\.name) == ["control-plane"])
        #expect(try await fixture.shell("SELECT profile FROM profile_image").output == "control-plane")
    }

    @Test func `an image given to a profile by hand joins its history`() async throws {
        let fixture = try Fixture()
        let image = NetbootImage.fixture(2)
        #expect(try await fixture.shell("UPDATE profile SET image = '\(image.version)'").errors == "")
        let profile = try #require(try fixture.database.profile("worker"))
        #expect(profile.image == image)
        #expect(profile.earlierImages == [.fixture(1)])
    }

    @Test func `a whitelisted address is no longer a sighting`() async throws {
        let fixture = try Fixture()
        try await fixture.shell(
            "INSERT INTO sighting VALUES ('52:54:00:00:00:01', 1, 1, 1, 'BIOS', 'unknown')")
        #expect(try fixture.database.sightings().count == 1)
        try fixture.database.addNode(.fixture(1))
        #expect(try fixture.database.sightings().isEmpty)
    }
}
