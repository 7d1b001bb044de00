extension Schema {
    /// What a job may spend, enter and accept, and what must stay while it is open.
    static let runGuards = """
        CREATE TRIGGER job_boot_insert_spent BEFORE INSERT ON job_boot
        WHEN NOT EXISTS (SELECT 1 FROM job WHERE id = NEW.job AND activity <> 'ended' AND NOT verified
                AND boots > (SELECT count(*) FROM job_boot WHERE job = NEW.job))
        BEGIN
            SELECT \(refusal(
                """
                'install job ' || NEW.job || ' has no boot of the installer left; arm its node again with \
                rackrise install'
                """));
        END;
        \(unchangeable("job_boot", "a boot that was spent stays spent"))

        \(diskGuard(isArmed))
        CREATE TRIGGER destructive_run_insert_entered BEFORE INSERT ON destructive_run
        WHEN EXISTS (SELECT 1 FROM destructive_run WHERE job = NEW.job AND phase = NEW.phase) BEGIN
            SELECT \(refusal(
                """
                'install job ' || NEW.job || ' entered ' || NEW.phase || ' before and never enters it again; arm its \
                node again with rackrise install --wipe'
                """));
        END;
        \(unchangeable("destructive_run", "that the disk was written stays recorded", columns: "OF job, phase, entered_at"))

        CREATE TRIGGER host_key_insert_pinned BEFORE INSERT ON host_key
        WHEN EXISTS (SELECT 1 FROM host_key WHERE job = NEW.job AND target = NEW.target AND boot = NEW.boot) BEGIN
            SELECT \(pinned);
        END;
        CREATE TRIGGER host_key_update_pinned BEFORE UPDATE OF job, target, boot, key ON host_key
        WHEN NEW.key <> OLD.key OR NEW.job <> OLD.job OR NEW.target <> OLD.target OR NEW.boot <> OLD.boot BEGIN
            SELECT \(pinned);
        END;
        """

    /// Whether a job's node is armed for it, as a condition on the job's row.
    private static let isArmed = """
        activity <> 'ended' AND NOT verified AND request IS NULL
        AND EXISTS (SELECT 1 FROM node WHERE name = job.node AND boot = 'install' AND state = 'allowed')
        """

    /// Whether a job may enter a destructive phase, as a condition on its row, since version 10.
    ///
    /// It asks for the permission to install again once more, so that it also holds for a job that came to an
    /// installed machine in a way that no other rule knows.
    static let mayWriteDisk = "\(isArmed) AND (again OR NOT \(wasInstalled("job.node")))"

    /// The trigger that lets only jobs with a condition enter a destructive phase.
    static func diskGuard(_ condition: String) -> String {
        """
        CREATE TRIGGER destructive_run_insert_armed BEFORE INSERT ON destructive_run
        WHEN NOT EXISTS (SELECT 1 FROM job WHERE id = NEW.job AND \(condition)) BEGIN
            SELECT \(refusal(
                """
                'install job ' || NEW.job || ' may not write the disk: its node is not armed for it any more; arm the \
                node again with rackrise install'
                """));
        END;
        """
    }

    private static let pinned = refusal(
        """
        'install job ' || NEW.job || ' has pinned another host key of the ' || NEW.target || '; find out which \
        machine has this address'
        """)

    /// Triggers that keep the rows of a table as long as their job.
    private static func unchangeable(_ table: String, _ sentence: String, columns: String = "") -> String {
        """
        CREATE TRIGGER \(table)_update_fixed BEFORE UPDATE \(columns) ON \(table) BEGIN
            SELECT RAISE(ABORT, '\(sentence)');
        END;
        CREATE TRIGGER \(table)_delete_fixed BEFORE DELETE ON \(table)
        WHEN EXISTS (SELECT 1 FROM job WHERE id = OLD.job) BEGIN
            SELECT RAISE(ABORT, '\(sentence)');
        END;
        """
    }

    /// References from jobs: names follow, and what an open job needs stays.
    static let usedByJobs = """
        CREATE TRIGGER node_renamed_job AFTER UPDATE OF name ON node WHEN OLD.name <> NEW.name BEGIN
            UPDATE job SET node = NEW.name WHERE node = OLD.name;
        END;
        \(neededByJob("node", where: "node = OLD.name") { open in
            """
            'node "' || OLD.name || '" has the open install job ' || \
            (SELECT id \(open)) || \
            '; end it first with rackrise install cancel ' || OLD.name
            """
        })
        CREATE TRIGGER node_deleted_job AFTER DELETE ON node BEGIN
            DELETE FROM job WHERE node = OLD.name;
        END;
        CREATE TRIGGER profile_renamed_job AFTER UPDATE OF name ON profile WHEN OLD.name <> NEW.name BEGIN
            UPDATE job SET installer = NEW.name WHERE installer = OLD.name;
        END;
        \(neededByJob("profile", where: "installer = OLD.name") { open in
            """
            'profile "' || OLD.name || '" is the installer of job ' || \
            (SELECT min(id) \(open)) || \
            '; wait until it is over, or end it with rackrise install cancel'
            """
        })
        \(neededByJob("plan", where: "plan = OLD.revision") { open in
            """
            'plan "' || OLD.name || '" revision ' || OLD.revision || ' is in use by install job ' || \
            (SELECT min(id) \(open)) || \
            '; wait until it is over, or end it with rackrise install cancel'
            """
        })
        """

    /// A trigger that keeps what an open job needs; `sentence` is given the open jobs that need it, as a FROM clause.
    private static func neededByJob(
        _ table: String, where condition: String, _ sentence: (String) -> String
    ) -> String {
        let open = "FROM job WHERE \(condition) AND activity <> 'ended'"
        return """
            CREATE TRIGGER \(table)_delete_job BEFORE DELETE ON \(table)
            WHEN EXISTS (SELECT 1 \(open)) BEGIN
                SELECT \(refusal(sentence(open)));
            END;
            """
    }

    /// A job's steps are no news of the inventory: only what changes its node's `install`, and requests.
    static let jobChanges = """
        CREATE TRIGGER job_inserted_change AFTER INSERT ON job BEGIN
            INSERT INTO change (kind, name) VALUES ('node', NEW.node);
        END;
        CREATE TRIGGER job_updated_change AFTER UPDATE OF activity, verified, request, installer, until ON job
        WHEN (OLD.activity = 'ended') <> (NEW.activity = 'ended') OR OLD.verified <> NEW.verified
            OR OLD.installer <> NEW.installer OR OLD.until <> NEW.until
            OR (NEW.request IS NOT NULL AND NEW.request IS NOT OLD.request)
        BEGIN
            INSERT INTO change (kind, name) VALUES ('node', NEW.node);
        END;
        CREATE TRIGGER job_deleted_change AFTER DELETE ON job BEGIN
            INSERT INTO change (kind, name) VALUES ('node', OLD.node);
        END;
        """
}
