extension Schema {
    /// Lets events have the stage `address` and the outcome `warning`.
    ///
    /// SQLite cannot change a CHECK, so the table is made anew with the same rows; the last sequence survives even
    /// when no event is left.
    static let addressEvents = """
        CREATE TABLE event_copy (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            mac TEXT CONSTRAINT "a mac is stored lower-case with colons" CHECK (\(isStoredMAC("mac"))),
            node TEXT,
            stage TEXT NOT NULL CONSTRAINT "stage is one of a boot"
                CHECK (stage IN ('offer', 'address', 'boot-server', 'chainloader', 'script', 'kernel', 'initrd')),
            outcome TEXT NOT NULL CONSTRAINT "outcome is done, warning, refused or failed"
                CHECK (outcome IN ('done', 'warning', 'refused', 'failed')),
            detail TEXT NOT NULL,
            address TEXT,
            bytes INTEGER,
            milliseconds INTEGER
        ) STRICT;
        INSERT INTO event_copy SELECT * FROM event;
        DELETE FROM sqlite_sequence WHERE name = 'event_copy';
        INSERT INTO sqlite_sequence (name, seq) SELECT 'event_copy', seq FROM sqlite_sequence WHERE name = 'event';
        DROP TABLE event;
        ALTER TABLE event_copy RENAME TO event;
        CREATE INDEX event_by_node ON event (node) WHERE node IS NOT NULL;
        CREATE INDEX event_by_mac ON event (mac) WHERE mac IS NOT NULL;
        CREATE INDEX event_by_time ON event (time);
        """
}
