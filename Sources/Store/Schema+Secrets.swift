extension Schema {
    /// Secrets by name, sealed; SQL never sees a value.
    static let secrets = """
        CREATE TABLE secret (
            name TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a secret name is at most 64 of A-Z, a-z, 0-9, '.', '_' and '-'"
                CHECK (\(isWord("name", of: "A-Za-z0-9._-", atMost: 64))),
            sealed BLOB NOT NULL
                CONSTRAINT "a sealed secret has at most 66000 octets" CHECK (length(sealed) BETWEEN 1 AND 66000),
            set_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER secret_rename BEFORE UPDATE OF name ON secret WHEN NEW.name <> OLD.name BEGIN
            SELECT RAISE(ABORT, 'a secret is sealed for its name; set it anew under the other one');
        END;
        CREATE TRIGGER secret_delete_job BEFORE DELETE ON secret
        WHEN EXISTS (SELECT 1 \(openUses)) BEGIN
            SELECT \(refusal(
                """
                'secret "' || OLD.name || '" is needed by install job ' || (SELECT min(job.id) \(openUses)) || \
                '; wait until it is over, or end it with rackrise install cancel'
                """));
        END;
        """

    private static let openUses = """
        FROM job JOIN plan ON plan.revision = job.plan, json_each(plan.canonical, '$.files') AS file
        WHERE job.activity <> 'ended' AND json_extract(plan.canonical, file.fullkey || '.secret') = OLD.name
        """
}
