import BootModel
import Testing

@testable import Store

/// What the plain `sqlite3` shell is refused.
struct SchemaRefusalTests {
    private static let inventory = """
        INSERT INTO node (name, profile) VALUES ('n1', 'worker'), ('n2', 'control-plane');
        INSERT INTO node_mac VALUES ('52:54:00:00:00:01', 'n1'), ('52:54:00:00:00:02', 'n2');
        INSERT INTO node_profile (node, profile) VALUES ('n1', 'control-plane');
        INSERT INTO node_variable VALUES ('n1', 'cmdline', 'quiet');
        """

    private static let digest = String(repeating: "a", count: 64)
    private static let image1 = "00" + String(repeating: "01", count: 31)

    static let references: [RefusedStatement] = [
        RefusedStatement(
            "INSERT INTO node (name, profile) VALUES ('n3', 'gpu')", "there is no profile \"gpu\""),
        RefusedStatement("UPDATE node SET profile = 'gpu' WHERE name = 'n1'", "there is no profile \"gpu\""),
        RefusedStatement(
            "INSERT INTO node_mac VALUES ('52:54:00:00:00:03', 'n3')", "there is no node \"n3\""),
        RefusedStatement("UPDATE node_mac SET node = 'n3'", "there is no node \"n3\""),
        RefusedStatement(
            "INSERT INTO node_profile (node, profile) VALUES ('n3', 'worker')", "there is no node \"n3\""),
        RefusedStatement(
            "INSERT INTO node_profile (node, profile) VALUES ('n1', 'gpu')", "there is no profile \"gpu\""),
        RefusedStatement("UPDATE node_profile SET node = 'n3'", "there is no node \"n3\""),
        RefusedStatement("UPDATE node_profile SET profile = 'gpu'", "there is no profile \"gpu\""),
        RefusedStatement("INSERT INTO node_variable VALUES ('n3', 'a', 'b')", "there is no node \"n3\""),
        RefusedStatement("UPDATE node_variable SET node = 'n3'", "there is no node \"n3\""),
        RefusedStatement(
            "INSERT INTO profile (name, image) VALUES ('gpu', 'v9')", "there is no image \"v9\""),
        RefusedStatement("UPDATE profile SET image = 'v9'", "there is no image \"v9\""),
        RefusedStatement(
            "INSERT INTO profile_image VALUES ('gpu', '\(image1)', 1)", "there is no profile \"gpu\""),
        RefusedStatement("INSERT INTO profile_image VALUES ('worker', 'v9', 1)", "there is no image \"v9\""),
        RefusedStatement(
            "DELETE FROM profile WHERE name = 'worker'", "profile \"worker\" is used by node \"n1\""),
        RefusedStatement(
            "UPDATE node SET profile = 'worker'; DELETE FROM profile WHERE name = 'control-plane'",
            "profile \"control-plane\" is used by node \"n1\""),
        RefusedStatement(
            "DELETE FROM image WHERE version = '\(image1)'", "image \(image1) is kept by profile \"worker\""),
        RefusedStatement("DELETE FROM profile_image", "is the current one of profile"),
        RefusedStatement(
            "UPDATE OR REPLACE node SET name = 'n2' WHERE name = 'n1'", "there is already a node \"n2\""),
        RefusedStatement(
            "UPDATE OR REPLACE profile SET name = 'worker' WHERE name = 'control-plane'",
            "there is already a profile \"worker\""),
        RefusedStatement(
            "UPDATE profile_image SET profile = 'worker' WHERE profile = 'control-plane'",
            "is the current one"),
        RefusedStatement(
            "UPDATE image SET command_line = 'quiet'", "an image is named by its content and never changes"),
        RefusedStatement(
            "INSERT INTO node_mac VALUES ('52:54:00:00:00:01', 'n2')",
            "MAC address 52:54:00:00:00:01 already belongs to node \"n1\""),
        RefusedStatement(
            "INSERT OR REPLACE INTO node_mac VALUES ('52:54:00:00:00:01', 'n2')",
            "already belongs to node \"n1\""),
        RefusedStatement(
            "UPDATE OR REPLACE node_mac SET mac = '52:54:00:00:00:01' WHERE node = 'n2'",
            "already belongs to node \"n1\""),
        RefusedStatement(
            "INSERT INTO node (name, profile, boot) VALUES ('n3', 'worker', 'install')",
            "node \"n3\" cannot be installed: its profile \"worker\" has no install plan"),
        RefusedStatement("UPDATE node SET boot = 'install'", "has no install plan"),
        RefusedStatement("UPDATE OR IGNORE node SET boot = 'install'", "has no install plan"),
        RefusedStatement("UPDATE mac_profile SET boot = 'install'", "has no install plan"),
    ]

    static let checks: [RefusedStatement] =
        ["", "N1", "-n", "n_1", "n.1", "nö", String(repeating: "n", count: 64)].map {
            RefusedStatement("UPDATE node SET name = '\($0)' WHERE name = 'n1'", "a node name is at most 63")
        }
        + ["status", "logs", "cancel", "retry", "key"].map {
            RefusedStatement(
                "INSERT INTO node (name, profile) VALUES ('\($0)', 'worker')", "are words of rackrise install"
            )
        }
        + ["525400000001", "52-54-00-00-00-01"].map {
            RefusedStatement(
                "UPDATE node SET name = '\($0)' WHERE name = 'n1'", "does not read as a MAC address")
        }
        + [
            "52:54:00:00:00:AB", "52-54-00-00-00-0b", "52540000000b", "52:54:00:00:00:0b ", "52:54:00:00:00",
            "",
        ].map {
            RefusedStatement(
                "INSERT INTO node_mac VALUES ('\($0)', 'n1')", "a mac is stored lower-case with colons")
        } + [
            RefusedStatement(
                "INSERT INTO node_mac VALUES ('52:54:00:00:00:0b' || char(0), 'n1')",
                "a mac is stored lower-case with colons"),
            RefusedStatement(
                "INSERT INTO node_mac VALUES ('01:00:5e:00:00:01', 'n1')", "not a group address"),
            RefusedStatement(
                "INSERT INTO node_mac VALUES ('00:00:00:00:00:00', 'n1')", "a mac is not all zero"),
            RefusedStatement("UPDATE node SET boot = 'disk'", "boot is local, netboot or install"),
            RefusedStatement("UPDATE node SET state = 'new'", "state is allowed, held or ignored"),
            RefusedStatement(
                "UPDATE node SET local_boot = 'x'", "local_boot is auto, sanboot, exit, exit-1 or no-offer"),
            RefusedStatement("UPDATE node SET loader = 'grub'", "loader is ipxe, shim-ipxe or shim-grub"),
            RefusedStatement("UPDATE node SET name = NULL", "NOT NULL constraint failed: node.name"),
            RefusedStatement("UPDATE node SET profile = NULL", "NOT NULL constraint failed: node.profile"),
            RefusedStatement("UPDATE node_profile SET position = -1", "position is not negative"),
            RefusedStatement(
                "UPDATE node_profile SET position = 'first'", "cannot store TEXT value in INTEGER column"),
            RefusedStatement("UPDATE node_variable SET name = 'a b'", "a variable name is at most 64"),
            RefusedStatement("UPDATE node_variable SET name = ''", "a variable name is at most 64"),
            RefusedStatement("UPDATE node_variable SET value = 'a' || char(10)", "no control characters"),
            RefusedStatement("UPDATE node_variable SET value = 'a' || char(0)", "no control characters"),
            RefusedStatement("UPDATE node_variable SET value = hex(zeroblob(2049))", "at most 4096 octets"),
            RefusedStatement("UPDATE profile SET node_file = 2", "node_file is 0 or 1"),
            RefusedStatement("UPDATE profile SET offered_to_unknown = 2", "offered_to_unknown is 0 or 1"),
            RefusedStatement(
                "INSERT INTO sighting VALUES ('x', 1, 1, 1, '', '')", "a mac is stored lower-case"),
            RefusedStatement(
                "INSERT INTO sighting VALUES ('52:54:00:00:00:09', 1, 1, 0, '', '')", "count is above zero"),
            RefusedStatement(
                "INSERT INTO event (time, stage, outcome, detail) VALUES (1, 'x', 'done', '')",
                "stage is one of a boot"),
            RefusedStatement(
                "INSERT INTO event (time, stage, outcome, detail) VALUES (1, 'offer', 'x', '')",
                "outcome is done, warning, refused or failed"),
            RefusedStatement(
                "INSERT INTO event (time, mac, stage, outcome, detail) VALUES (1, 'x', 'offer', 'done', '')",
                "a mac is stored lower-case"),
            RefusedStatement("INSERT INTO change (kind, name) VALUES ('x', 'y')", "kind is node or profile"),
        ]
        + ["", "Worker", ".worker", "a/b", "..", String(repeating: "p", count: 65)].map {
            RefusedStatement("INSERT INTO profile (name) VALUES ('\($0)')", "a profile name is at most 64")
        }
        + [
            (["x", digest, "1", digest, "1", "quiet", "x86"], "an image version is 64"),
            ([digest, digest.uppercased(), "1", digest, "1", "quiet", "x86"], "kernel_sha256 is 64"),
            ([digest, digest, "0", digest, "1", "quiet", "x86"], "kernel_size is above zero"),
            ([digest, digest, "1", digest + "a", "1", "quiet", "x86"], "initrd_sha256 is 64"),
            ([digest, digest, "1", digest, "-1", "quiet", "x86"], "initrd_size is above zero"),
            ([digest, digest, "1", digest, "1", "a\tb", "x86"], "command_line has no control characters"),
            ([digest, digest, "1", digest, "1", "quiet", "mips"], "instruction_set is x86"),
        ].map { values, message in
            RefusedStatement("INSERT INTO image VALUES ('\(values.joined(separator: "', '"))', 1)", message)
        }

    static let view: [RefusedStatement] =
        ["52:54:00:00:00", "52:54-00:00:00:03", "52 54 00 00 00 03", "5254.0000.00g3", "worker", ""].map {
            RefusedStatement(
                "INSERT INTO mac_profile VALUES ('\($0)', 'n3', 'worker', 'netboot')",
                "\"\($0)\" is not a MAC address")
        } + [
            RefusedStatement(
                "INSERT INTO mac_profile (name, profile) VALUES ('n3', 'worker')",
                "\"NULL\" is not a MAC address"),
            RefusedStatement(
                "INSERT INTO mac_profile (mac, name) VALUES ('0100.5e00.0001', 'n1')", "not a group address"),
            RefusedStatement(
                "INSERT INTO mac_profile VALUES ('525400000003', 'n1', 'control-plane', 'netboot')",
                "node \"n1\" already has profile \"worker\", not \"control-plane\"; change it with UPDATE"),
            RefusedStatement(
                "INSERT INTO mac_profile VALUES ('525400000003', 'n1', 'worker', 'local')",
                "node \"n1\" already has boot \"netboot\", not \"local\"; change it with UPDATE"),
            RefusedStatement(
                "INSERT INTO mac_profile VALUES ('525400000001', 'n2', 'control-plane', 'netboot')",
                "MAC address 52:54:00:00:00:01 already belongs to node \"n1\""),
            RefusedStatement(
                "INSERT INTO mac_profile VALUES ('525400000003', 'n3', 'gpu', 'netboot')",
                "there is no profile \"gpu\""),
            RefusedStatement(
                "INSERT INTO mac_profile (mac, name) VALUES ('525400000003', 'n3')",
                "NOT NULL constraint failed"),
            RefusedStatement(
                "UPDATE mac_profile SET mac = 'x' WHERE name = 'n1'", "\"x\" is not a MAC address"),
            RefusedStatement(
                "UPDATE mac_profile SET mac = '5254.0000.0002' WHERE name = 'n1'",
                "already belongs to node \"n2\""),
            RefusedStatement(
                "UPDATE mac_profile SET name = 'n2' WHERE name = 'n1'", "there is already a node \"n2\""),
            RefusedStatement("UPDATE mac_profile SET profile = 'gpu'", "there is no profile \"gpu\""),
        ]

    @Test(arguments: references + checks + view)
    func `a statement that breaks a rule fails with a sentence and changes nothing`(test: RefusedStatement)
        async throws
    {
        let fixture = try Fixture()
        #expect(try await fixture.shell(Self.inventory).errors == "")
        let before = try fixture.database.inventory()
        let result = try await fixture.shell("BEGIN; \(test.statement); COMMIT;")
        #expect(result.status != 0)
        #expect(result.errors.contains(test.message), "\(result.errors)")
        let after = try fixture.database.inventory()
        #expect(after.revision == before.revision)
        #expect(try fixture.database.nodes().map(\.name) == ["n1", "n2"])
    }
}
