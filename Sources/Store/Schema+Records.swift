extension Schema {
    /// What the daemon saw: events and sightings.
    static let recordTables = """
        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            mac TEXT CONSTRAINT "a mac is stored lower-case with colons" CHECK (\(isStoredMAC("mac"))),
            node TEXT,
            stage TEXT NOT NULL CONSTRAINT "stage is one of a boot"
                CHECK (stage IN ('offer', 'boot-server', 'chainloader', 'script', 'kernel', 'initrd')),
            outcome TEXT NOT NULL CONSTRAINT "outcome is done, refused or failed"
                CHECK (outcome IN ('done', 'refused', 'failed')),
            detail TEXT NOT NULL,
            address TEXT,
            bytes INTEGER,
            milliseconds INTEGER
        ) STRICT;
        CREATE INDEX event_by_node ON event (node) WHERE node IS NOT NULL;
        CREATE INDEX event_by_mac ON event (mac) WHERE mac IS NOT NULL;
        CREATE INDEX event_by_time ON event (time);

        CREATE TABLE sighting (
            mac TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a mac is stored lower-case with colons" CHECK (\(isStoredMAC("mac"))),
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            count INTEGER NOT NULL CONSTRAINT "count is above zero" CHECK (count > 0),
            firmware TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sighting_by_last_seen ON sighting (last_seen);

        -- A sighting is of a machine that is not on the whitelist.
        CREATE TRIGGER node_mac_inserted_ends_sighting AFTER INSERT ON node_mac BEGIN
            DELETE FROM sighting WHERE mac = NEW.mac;
        END;
        """
}
