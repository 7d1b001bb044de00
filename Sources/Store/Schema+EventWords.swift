extension Schema {
    /// Lets events have the stage `address` and the outcome `warning`.
    static let addressEvents = eventTable(
        stages: "'offer', 'address', 'boot-server', 'chainloader', 'script', 'kernel', 'initrd'")

    /// Lets events have the stage `install`.
    static let installEvents = eventTable(
        stages: "'offer', 'address', 'boot-server', 'chainloader', 'script', 'kernel', 'initrd', 'install'")

    /// Lets events have the stage `operator`; comes before the triggers that write them.
    static let operatorEventWords = eventTable(
        stages:
            "'offer', 'address', 'boot-server', 'chainloader', 'script', 'kernel', 'initrd', 'install', 'operator'"
    )

    /// Makes the table anew with other words and the same rows, since SQLite cannot change a CHECK.
    ///
    /// The last sequence survives even when no event is left. An operator's view over `event` makes a plain RENAME fail,
    /// as it checks every view while the table is not there; the legacy one leaves them as they are.
    private static func eventTable(stages: String) -> String {
        """
        CREATE TABLE event_copy (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            mac TEXT CONSTRAINT "a mac is stored lower-case with colons" CHECK (\(isStoredMAC("mac"))),
            node TEXT,
            stage TEXT NOT NULL CONSTRAINT "stage is one of a boot" CHECK (stage IN (\(stages))),
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
        PRAGMA legacy_alter_table = ON;
        DROP TABLE event;
        ALTER TABLE event_copy RENAME TO event;
        PRAGMA legacy_alter_table = OFF;
        CREATE INDEX event_by_node ON event (node) WHERE node IS NOT NULL;
        CREATE INDEX event_by_mac ON event (mac) WHERE mac IS NOT NULL;
        CREATE INDEX event_by_time ON event (time);
        """
    }
}
