extension Schema {
    /// The change log: which node or profile to read again, in the order of commits.
    ///
    /// Revisions have no gaps, since `sqlite_sequence` rolls back with its transaction; a reader that finds fewer
    /// rows than revisions knows that the log was trimmed. Its last number survives trimming.
    static let changeLog =
        """
        CREATE TABLE change (
            revision INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CONSTRAINT "kind is node or profile" CHECK (kind IN ('node', 'profile')),
            name TEXT NOT NULL
        ) STRICT;

        -- Images never change, but INSERT OR REPLACE may put another in the place of one in use.
        CREATE TRIGGER image_inserted_change AFTER INSERT ON image BEGIN
            INSERT INTO change (kind, name) SELECT 'profile', profile FROM profile_image WHERE image = NEW.version;
        END;
        """
        + [
            ("node", "node", "name"), ("node_mac", "node", "node"), ("node_profile", "node", "node"),
            ("node_variable", "node", "node"), ("profile", "profile", "name"),
            ("profile_image", "profile", "profile"),
        ].map(logging).joined()

    /// Triggers that log every change of `table` under the name in `column`, the old one and the new one.
    private static func logging(table: String, kind: String, column: String) -> String {
        """

        CREATE TRIGGER \(table)_inserted_change AFTER INSERT ON \(table) BEGIN
            INSERT INTO change (kind, name) VALUES ('\(kind)', NEW.\(column));
        END;
        CREATE TRIGGER \(table)_updated_change AFTER UPDATE ON \(table) BEGIN
            INSERT INTO change (kind, name) SELECT '\(kind)', OLD.\(column) UNION SELECT '\(kind)', NEW.\(column);
        END;
        CREATE TRIGGER \(table)_deleted_change AFTER DELETE ON \(table) BEGIN
            INSERT INTO change (kind, name) VALUES ('\(kind)', OLD.\(column));
        END;
        """
    }
}
