extension Schema {
    /// What keeps jobs true: when a node may be armed, and what of a job never changes.
    static let jobGuards = [armingGuard, addressGuards, historyGuards, runGuards, usedByJobs, jobChanges]
        .joined(separator: "\n")

    /// Whether a node was installed, which its jobs tell, or one of its addresses, which outlives them.
    static func wasInstalled(_ node: String) -> String {
        """
        (EXISTS (SELECT 1 FROM job AS former WHERE former.node = \(node) AND former.verified)
            OR EXISTS (SELECT 1 FROM node_mac JOIN installed_machine USING (mac) WHERE node_mac.node = \(node)))
        """
    }

    /// The sentence about a node that was.
    static func installedBefore(_ node: String) -> String {
        """
        'node "' || \(node) || '" was installed before' || coalesce((SELECT ' as "' || node || '"' \
        FROM installed_machine WHERE node <> \(node) \
        AND mac IN (SELECT mac FROM node_mac WHERE node = \(node))), '') || \
        '; rackrise install ' || \(node) || ' --again installs it again'
        """
    }

    /// Why a node cannot be armed: conditions on the new row with their sentences, the first that holds.
    private static let refusals: [(condition: String, sentence: String)] = [
        (
            "EXISTS (SELECT 1 FROM job WHERE id = NEW.id)",
            "'install job ' || NEW.id || ' exists already; leave the number out'"
        ),
        (
            "NOT EXISTS (SELECT 1 FROM node WHERE name = NEW.node)",
            "'there is no node \"' || NEW.node || '\"; add the node first'"
        ),
        (
            "EXISTS (SELECT 1 FROM job WHERE node = NEW.node AND activity <> 'ended')",
            """
            'node "' || NEW.node || '" has the open install job ' || \
            (SELECT id FROM job WHERE node = NEW.node AND activity <> 'ended') || \
            '; rackrise install status ' || NEW.node || ' shows it, rackrise install cancel ' || NEW.node || ' ends it'
            """
        ),
        (
            "EXISTS (SELECT 1 FROM node WHERE name = NEW.node AND state <> 'allowed')",
            """
            'node "' || NEW.node || '" is ' || (SELECT state FROM node WHERE name = NEW.node) || \
            '; let it boot first with rackrise node approve ' || NEW.node
            """
        ),
        (
            "NOT coalesce(NEW.again, 0) AND \(wasInstalled("NEW.node"))", installedBefore("NEW.node")
        ),
        (
            "NEW.plan IS NULL",
            """
            'node "' || NEW.node || '" cannot be installed: its profile "' || \
            (SELECT profile FROM node WHERE name = NEW.node) || '" has no install plan; attach one with ' || \
            'rackrise profile set ' || (SELECT profile FROM node WHERE name = NEW.node) || ' --plan NAME'
            """
        ),
        (
            "NOT EXISTS (SELECT 1 FROM plan WHERE revision = NEW.plan)",
            "'there is no plan \"' || NEW.plan || '\"; import it first with rackrise plan import'"
        ),
        (
            "NOT EXISTS (SELECT 1 FROM profile WHERE name = NEW.installer AND image IS NOT NULL)",
            """
            'node "' || NEW.node || '" cannot be installed: its installer, the profile "' || NEW.installer || \
            '", has no image; import one with rackrise profile import ' || NEW.installer || ' DIR'
            """
        ),
    ]

    private static let armingGuard = """
        CREATE TRIGGER job_insert_guard BEFORE INSERT ON job BEGIN
            SELECT CASE
        \(refusals.map { "WHEN \($0.condition) THEN \(refusal($0.sentence))" }.joined(separator: "\n"))
            END;
        END;
        """

    /// A node that was armed as a new one may not turn into a machine that was installed.
    private static let addressGuards = ["INSERT", "UPDATE OF mac, node"].map { change in
        """
        CREATE TRIGGER node_mac_\(change.prefix(6).lowercased())_installed BEFORE \(change) ON node_mac
        WHEN EXISTS (SELECT 1 FROM installed_machine WHERE mac = NEW.mac)
            AND EXISTS (SELECT 1 FROM job WHERE node = NEW.node AND activity <> 'ended' AND NOT verified AND NOT again)
        BEGIN
            SELECT \(refusal(
                """
                'MAC address ' || NEW.mac || ' is of a machine that was installed before, as "' || \
                (SELECT node FROM installed_machine WHERE mac = NEW.mac) || '", and node "' || NEW.node || \
                '" is armed for a first install; use boot local or netboot, then rackrise install ' || NEW.node \
                || ' --again'
                """));
        END;
        """
    }.joined(separator: "\n")

    private static let historyGuards = """
        CREATE TRIGGER job_update_fixed BEFORE UPDATE OF id, plan, armed_at, again ON job
        WHEN NEW.id <> OLD.id OR NEW.plan <> OLD.plan OR NEW.armed_at <> OLD.armed_at OR NEW.again <> OLD.again BEGIN
            SELECT RAISE(ABORT, 'a job keeps its number, its plan and its permission; cancel it and arm its node again');
        END;
        CREATE TRIGGER job_update_verified BEFORE UPDATE OF verified ON job WHEN OLD.verified AND NOT NEW.verified BEGIN
            SELECT RAISE(ABORT, 'a verified install stays verified; arm the node again with rackrise install --again');
        END;
        CREATE TRIGGER job_update_over BEFORE UPDATE OF activity ON job
        WHEN OLD.activity = 'ended' AND NEW.activity <> 'ended' AND (
            OLD.outcome IN ('installed', 'cancelled')
            OR OLD.failure IN ('arming-expired', 'boots-spent', 'arming-withdrawn')
            OR EXISTS (SELECT 1 FROM job WHERE node = OLD.node AND id > OLD.id))
        BEGIN
            SELECT \(refusal(
                """
                'install job ' || OLD.id || ' of node "' || OLD.node || '" is over (' || \
                coalesce(OLD.failure, OLD.outcome) || '); arm the node again with rackrise install ' || OLD.node
                """));
        END;
        CREATE TRIGGER job_update_request BEFORE UPDATE OF request ON job
        WHEN NEW.request IS NOT OLD.request
            AND ((NEW.request = 'cancel' AND OLD.activity = 'ended') OR (NEW.request = 'retry' AND OLD.activity <> 'ended'))
        BEGIN
            SELECT \(refusal(
                """
                'install job ' || OLD.id || ' of node "' || OLD.node || '" is ' || \
                iif(NEW.request = 'cancel', 'over and cannot be cancelled', 'not over and cannot be tried again') || \
                '; rackrise install status ' || OLD.node || ' shows it'
                """));
        END;
        CREATE TRIGGER job_delete_open BEFORE DELETE ON job WHEN OLD.activity <> 'ended' BEGIN
            SELECT \(refusal(
                """
                'install job ' || OLD.id || ' of node "' || OLD.node || '" is open; end it first with \
                rackrise install cancel ' || OLD.node
                """));
        END;
        CREATE TRIGGER job_deleted AFTER DELETE ON job BEGIN
            DELETE FROM job_boot WHERE job = OLD.id;
            DELETE FROM destructive_run WHERE job = OLD.id;
            DELETE FROM step_run WHERE job = OLD.id;
            DELETE FROM host_key WHERE job = OLD.id;
        END;
        CREATE TRIGGER installed_machine_delete BEFORE DELETE ON installed_machine BEGIN
            SELECT RAISE(ABORT, 'that a machine was installed stays recorded; install it again with --again');
        END;
        CREATE TRIGGER installed_machine_update BEFORE UPDATE OF mac ON installed_machine BEGIN
            SELECT RAISE(ABORT, 'that a machine was installed stays recorded; install it again with --again');
        END;
        """
}
