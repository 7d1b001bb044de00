extension Schema {
    /// The table that operators edit: one row for each address, with the node behind it.
    static let nodeView = """
        CREATE VIEW mac_profile (mac, name, profile, boot) AS
        SELECT node_mac.mac, node.name, node.profile, node.boot
        FROM node_mac JOIN node ON node.name = node_mac.node;

        CREATE TRIGGER mac_profile_insert INSTEAD OF INSERT ON mac_profile BEGIN
            SELECT CASE WHEN \(isMAC("NEW.mac")) IS NOT 1 THEN \(notMAC) END;
            SELECT CASE WHEN NEW.profile <> profile THEN \(refusal(
                """
                'node "' || name || '" already has profile "' || profile || '", not "' || NEW.profile \
                || '"; change it with UPDATE'
                """)) END
            FROM node WHERE name = NEW.name;
            SELECT CASE WHEN NEW.boot <> boot THEN \(refusal(
                """
                'node "' || name || '" already has boot "' || boot || '", not "' || NEW.boot || '"; change it with UPDATE'
                """)) END
            FROM node WHERE name = NEW.name;
            INSERT INTO node (name, profile, boot)
            SELECT NEW.name, NEW.profile, coalesce(NEW.boot, 'netboot')
            WHERE NOT EXISTS (SELECT 1 FROM node WHERE name = NEW.name);
            INSERT INTO node_mac (mac, node) VALUES (\(storedMAC("NEW.mac")), NEW.name);
        END;

        CREATE TRIGGER mac_profile_update INSTEAD OF UPDATE ON mac_profile BEGIN
            SELECT CASE WHEN \(isMAC("NEW.mac")) IS NOT 1 THEN \(notMAC) END;
            UPDATE node_mac SET mac = \(storedMAC("NEW.mac")) WHERE mac = OLD.mac AND mac <> \(storedMAC("NEW.mac"));
            UPDATE node SET name = NEW.name, profile = NEW.profile, boot = NEW.boot WHERE name = OLD.name;
        END;

        CREATE TRIGGER mac_profile_delete INSTEAD OF DELETE ON mac_profile BEGIN
            DELETE FROM node_mac WHERE mac = OLD.mac;
            DELETE FROM node
            WHERE name = OLD.name AND NOT EXISTS (SELECT 1 FROM node_mac WHERE node = OLD.name);
        END;
        """

    private static let notMAC = refusal(
        """
        '"' || coalesce(NEW.mac, 'NULL') || '" is not a MAC address; write it like 52:54:00:12:34:56'
        """)

    /// Whether a text is an address in one of the spellings that `MACAddress` reads.
    private static func isMAC(_ text: String) -> String {
        let patterns = [":", "-", ""].map(macPattern) + [dottedPattern]
        let matches = patterns.map { "lower(\(text)) GLOB '\($0)'" }.joined(separator: " OR ")
        return "(\(matches))"
    }

    private static let dottedPattern = Array(repeating: "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]", count: 3)
        .joined(separator: ".")

    /// The stored spelling of such a text.
    private static func storedMAC(_ text: String) -> String {
        let digits = "lower(replace(replace(replace(\(text), ':', ''), '-', ''), '.', ''))"
        let octets = (0..<6).map { "substr(digits, \(2 * $0 + 1), 2)" }.joined(separator: " || ':' || ")
        return "(SELECT \(octets) FROM (SELECT \(digits) AS digits))"
    }
}
