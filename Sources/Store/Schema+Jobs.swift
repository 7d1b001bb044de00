extension Schema {
    /// The present time in milliseconds, as a constant expression.
    ///
    /// Every `now` of one statement is the same.
    static let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"

    private static let phases = """
        'wait-for-ssh', 'gate', 'facts', 'select-disk', 'partition', 'copy', 'files', 'install', 'verify', \
        'reboot', 'confirm'
        """

    private static let isHostKey = """
        key GLOB '[a-z]* ?*' AND key NOT GLOB '*[^A-Za-z0-9@.+/= -]*'
                       AND length(key) = length(CAST(key AS BLOB)) AND length(key) <= 16384
                       AND length(replace(key, ' ', '')) = length(key) - 1
        """

    /// Installs: one row for each arming, and what a job has spent, entered, run and pinned.
    ///
    /// A row of `job` is the permission itself, with its time, its boots, and whether it may wipe disks and install
    /// again; the other columns are the state machine's record. `job.plan` is no foreign key: the history of a job
    /// may outlive its plan's revision.
    static let jobTables = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            node TEXT NOT NULL REFERENCES node (name),
            plan TEXT NOT NULL
                CONSTRAINT "a plan revision is 64 lower-case hexadecimal digits" CHECK (\(isDigest("plan"))),
            installer TEXT NOT NULL,
            armed_at INTEGER NOT NULL DEFAULT (\(now)),
            until INTEGER NOT NULL DEFAULT (\(now) + 86400000),
            boots INTEGER NOT NULL DEFAULT 3
                CONSTRAINT "an arming has 1 to 100 boots" CHECK (boots BETWEEN 1 AND 100),
            may_wipe INTEGER NOT NULL DEFAULT 0 CONSTRAINT "may_wipe is 0 or 1" CHECK (may_wipe IN (0, 1)),
            again INTEGER NOT NULL DEFAULT 0 CONSTRAINT "again is 0 or 1" CHECK (again IN (0, 1)),
            request TEXT CONSTRAINT "request is cancel or retry" CHECK (request IN ('cancel', 'retry')),
            phase TEXT NOT NULL DEFAULT 'wait-for-ssh'
                CONSTRAINT "phase is one of an install" CHECK (phase IN (\(phases))),
            attempt INTEGER NOT NULL DEFAULT 0 CONSTRAINT "attempt is not negative" CHECK (attempt >= 0),
            activity TEXT NOT NULL DEFAULT 'armed'
                CONSTRAINT "activity is one of a job"
                CHECK (activity IN ('armed', 'connecting', 'reconnecting', 'committing', 'running', 'pausing',
                                    'allowing-reboot', 'ended')),
            pause_until INTEGER,
            restart_at TEXT CONSTRAINT "restart_at is a phase" CHECK (restart_at IN (\(phases))),
            phase_deadline INTEGER,
            retries TEXT NOT NULL DEFAULT '{}'
                CONSTRAINT "retries is a JSON object" CHECK (json_valid(retries) AND json_type(retries) = 'object'),
            verified INTEGER NOT NULL DEFAULT 0 CONSTRAINT "verified is 0 or 1" CHECK (verified IN (0, 1)),
            outcome TEXT
                CONSTRAINT "outcome is one of an install"
                CHECK (outcome IN ('installed', 'installed-unconfirmed', 'cut-over-failed', 'failed', 'cancelled')),
            failure TEXT,
            ended_at INTEGER,
            CONSTRAINT "an arming lasts at most 30 days" CHECK (until > armed_at AND until - armed_at <= 2592000000),
            CONSTRAINT "a pause has an end and a phase after it"
                CHECK ((activity = 'pausing') = (pause_until IS NOT NULL)
                       AND (activity = 'pausing') = (restart_at IS NOT NULL)),
            CONSTRAINT "a job has an outcome when it has ended" CHECK ((activity = 'ended') = (outcome IS NOT NULL)),
            CONSTRAINT "a failure has a name"
                CHECK (coalesce(outcome IN ('failed', 'installed-unconfirmed'), 0) = (failure IS NOT NULL))
        ) STRICT;
        -- One open job for each node.
        CREATE UNIQUE INDEX job_open ON job (node) WHERE activity <> 'ended';
        CREATE INDEX job_by_node ON job (node, id);
        CREATE INDEX job_by_request ON job (request) WHERE request IS NOT NULL;

        -- The boots that were spent, by their tokens.
        CREATE TABLE job_boot (
            job INTEGER NOT NULL REFERENCES job (id),
            number INTEGER NOT NULL CONSTRAINT "boots count from 1" CHECK (number > 0),
            token TEXT NOT NULL
                CONSTRAINT "a token is at most 128 of A-Z, a-z, 0-9, '.', '_' and '-'"
                CHECK (\(isWord("token", of: "A-Za-z0-9._-", atMost: 128))),
            at INTEGER NOT NULL,
            PRIMARY KEY (job, number),
            UNIQUE (job, token)
        ) STRICT, WITHOUT ROWID;

        -- Each destructive phase is entered once for each job.
        CREATE TABLE destructive_run (
            job INTEGER NOT NULL REFERENCES job (id),
            phase TEXT NOT NULL CONSTRAINT "phase is one of an install" CHECK (phase IN (\(phases))),
            entered_at INTEGER NOT NULL,
            completed_at INTEGER,
            PRIMARY KEY (job, phase)
        ) STRICT, WITHOUT ROWID;

        -- What a job did and how long it took.
        CREATE TABLE step_run (
            job INTEGER NOT NULL REFERENCES job (id),
            attempt INTEGER NOT NULL CONSTRAINT "attempts count from 1" CHECK (attempt > 0),
            phase TEXT NOT NULL CONSTRAINT "phase is one of an install" CHECK (phase IN (\(phases))),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            failure TEXT,
            detail TEXT
                CONSTRAINT "detail has at most 4096 octets" CHECK (length(CAST(detail AS BLOB)) <= 4096),
            done_bytes INTEGER,
            total_bytes INTEGER,
            PRIMARY KEY (job, attempt)
        ) STRICT, WITHOUT ROWID;

        -- The SSH host keys that a job accepts: the installer's in each boot, since it may be made anew in RAM,
        -- and the installed system's (boot 0).
        CREATE TABLE host_key (
            job INTEGER NOT NULL REFERENCES job (id),
            target TEXT NOT NULL
                CONSTRAINT "target is installer or system" CHECK (target IN ('installer', 'system')),
            boot INTEGER NOT NULL,
            key TEXT NOT NULL
                CONSTRAINT "a host key is its type and its base64 text, with one space between them"
                CHECK (\(isHostKey)),
            trust TEXT NOT NULL
                CONSTRAINT "trust is static, tofu-bound, reported, injected or console"
                CHECK (trust IN ('static', 'tofu-bound', 'reported', 'injected', 'console')),
            PRIMARY KEY (job, target, boot),
            CONSTRAINT "boot 0 is the installed system" CHECK ((target = 'system') = (boot = 0) AND boot >= 0)
        ) STRICT, WITHOUT ROWID;

        -- Which machines were installed, by address: it outlives the node, so that neither a rename nor removing and
        -- adding a node makes a machine look new.
        CREATE TABLE installed_machine (
            mac TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a mac is stored lower-case with colons" CHECK (\(isStoredMAC("mac"))),
            node TEXT NOT NULL,
            job INTEGER NOT NULL,
            installed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// What an operator compares with a machine's console; its command is no name of a node.
    static let seenHostKeys = """
        CREATE TABLE seen_host_key (
            job INTEGER NOT NULL REFERENCES job (id),
            boot INTEGER NOT NULL CONSTRAINT "boots count from 1" CHECK (boot > 0),
            key TEXT NOT NULL
                CONSTRAINT "a host key is its type and its base64 text, with one space between them"
                CHECK (\(isHostKey)),
            address TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (job, boot, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER job_deleted_seen AFTER DELETE ON job BEGIN
            DELETE FROM seen_host_key WHERE job = OLD.id;
        END;
        CREATE INDEX host_key_by_key ON host_key (key);
        \([("insert", "INSERT"), ("update", "UPDATE OF name")].map { name, change in
            // One that has the name already keeps it, and can be edited.
            let isNew = name == "update" ? " AND OLD.name <> 'trust'" : ""
            return """
            CREATE TRIGGER node_\(name)_trust BEFORE \(change) ON node WHEN NEW.name = 'trust'\(isNew) BEGIN
                SELECT RAISE(ABORT, 'trust is a word of rackrise install, not a node name');
            END;
            """
        }.joined(separator: "\n"))
        """
}
