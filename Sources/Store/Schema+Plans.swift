extension Schema {
    /// Install plans, and which one a profile is installed by.
    ///
    /// A revision is the SHA-256 of its canonical text, which SQL cannot compute: readers compare them. What names
    /// its content never changes, also under `INSERT OR REPLACE`, so only `profile.plan` is in the change log.
    static let plans = """
        CREATE TABLE plan (
            revision TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a plan revision is 64 lower-case hexadecimal digits" CHECK (\(isDigest("revision"))),
            name TEXT NOT NULL
                CONSTRAINT "a plan name is at most 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
                CHECK (\(isWord("name", of: "a-z0-9._-", atMost: 64)) AND name GLOB '[a-z0-9]*'),
            canonical TEXT NOT NULL
                CONSTRAINT "canonical is a JSON object of at most 1 MiB"
                CHECK (length(CAST(canonical AS BLOB)) <= 1048576 AND json_valid(canonical)
                       AND json_type(canonical) = 'object'),
            imported_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX plan_by_name ON plan (name, imported_at);

        ALTER TABLE profile ADD COLUMN plan TEXT REFERENCES plan (revision);
        CREATE INDEX profile_by_plan ON profile (plan);

        \(known("plan", from: "profile", remedy: "import it first with rackrise plan import", unless: "NEW.plan IS NULL"))
        CREATE TRIGGER plan_insert_stored BEFORE INSERT ON plan
        WHEN EXISTS (SELECT 1 FROM plan WHERE revision = NEW.revision) BEGIN
            SELECT \(refusal(
                """
                'plan revision ' || NEW.revision || ' is stored already as "' || \
                (SELECT name FROM plan WHERE revision = NEW.revision) || '"; attach that one'
                """));
        END;
        CREATE TRIGGER plan_update BEFORE UPDATE ON plan BEGIN
            SELECT RAISE(ABORT, 'a plan revision never changes; import the changed plan instead');
        END;
        CREATE TRIGGER plan_delete_used BEFORE DELETE ON plan
        WHEN EXISTS (SELECT 1 FROM profile WHERE plan = OLD.revision) BEGIN
            SELECT \(refusal(
                """
                'plan "' || OLD.name || '" revision ' || OLD.revision || ' is used by profile "' || \
                (SELECT min(name) FROM profile WHERE plan = OLD.revision) || '"; attach another there first'
                """));
        END;
        """
}
