extension Schema {
    /// How a node is armed, and what takes the arming from it: rules for every writer, the plain shell too.
    ///
    /// Setting `node.boot` to `install` inserts a standard job; inserting a job sets `node.boot`. So the guards of
    /// `job` hold for each way, and a job's row carries its own permission to install again.
    static let arming = [replacedGuards, armingByBoot, armingByJob, flips, armingView].joined(separator: "\n")

    /// What refused every install before there were jobs.
    private static let replacedGuards = """
        DROP TRIGGER node_insert_install;
        DROP TRIGGER node_update_install;
        """

    /// The job that a node has under its former or its new name.
    static let openJob =
        "SELECT id FROM job WHERE node IN (OLD.name, NEW.name) AND activity <> 'ended'"

    private static let armingByBoot = """
        CREATE TRIGGER node_inserted_install AFTER INSERT ON node WHEN NEW.boot = 'install' BEGIN
            \(armNode.replacing("OLD.name", with: "NEW.name"))
        END;
        CREATE TRIGGER node_updated_install AFTER UPDATE OF boot ON node
        WHEN NEW.boot = 'install' AND OLD.boot <> 'install' BEGIN
            \(armNode)
        END;
        -- An INSERT OR REPLACE may take a boot setting away as well.
        CREATE TRIGGER node_inserted_withdrawal AFTER INSERT ON node WHEN NEW.boot <> 'install' BEGIN
            \(withdraw.replacing("OLD.name", with: "NEW.name"))
        END;
        CREATE TRIGGER node_updated_withdrawal AFTER UPDATE OF boot ON node
        WHEN NEW.boot <> 'install' AND OLD.boot = 'install' BEGIN
            \(withdraw)
        END;
        """

    private static let armNode = """
        SELECT \(refusal(
            """
            'node "' || NEW.name || '" has install job ' || id || ', which \
            ' || iif(verified, 'has written its disk', 'is being cancelled') || '; wait until it is over'
            """))
            FROM job WHERE id = (\(openJob)) AND (verified OR request IS 'cancel');
            INSERT INTO job (node, plan, installer)
            SELECT NEW.name, \(planAndInstaller)
            FROM profile LEFT JOIN plan ON plan.revision = profile.plan
            WHERE profile.name = NEW.profile AND NOT EXISTS (\(openJob));
        """

    private static let planAndInstaller =
        "profile.plan, coalesce(json_extract(plan.canonical, '$.installer'), profile.name)"

    /// Ends the open job of a node that is no longer armed.
    static let withdraw = """
        UPDATE job SET activity = 'ended', outcome = 'failed', failure = 'arming-withdrawn', pause_until = NULL,
                restart_at = NULL, phase_deadline = NULL
            WHERE id = (\(openJob)) AND NOT verified AND request IS NOT 'cancel';
        """

    private static let armingByJob = """
        CREATE TRIGGER job_inserted_arming AFTER INSERT ON job WHEN NEW.activity <> 'ended' AND NOT NEW.verified BEGIN
            UPDATE node SET boot = 'install' WHERE name = NEW.node AND boot <> 'install';
        END;
        CREATE TRIGGER job_reopened_arming AFTER UPDATE OF activity ON job
        WHEN OLD.activity = 'ended' AND NEW.activity <> 'ended' BEGIN
            UPDATE job SET ended_at = NULL WHERE id = NEW.id;
            UPDATE node SET boot = 'install' WHERE name = NEW.node AND boot <> 'install' AND NOT NEW.verified;
        END;
        """

    /// The ends of an arming: each makes the local disk the node's power-on answer, in the same transaction.
    private static let flips = """
        CREATE TRIGGER job_verified_flip AFTER UPDATE OF verified ON job WHEN NEW.verified AND NOT OLD.verified BEGIN
            UPDATE node SET boot = 'local' WHERE name = NEW.node AND boot = 'install';
            UPDATE installed_machine SET node = NEW.node, job = NEW.id, installed_at = \(now)
            WHERE mac IN (SELECT mac FROM node_mac WHERE node = NEW.node);
            INSERT INTO installed_machine (mac, node, job, installed_at)
            SELECT mac, NEW.node, NEW.id, \(now) FROM node_mac
            WHERE node = NEW.node AND NOT EXISTS (SELECT 1 FROM installed_machine WHERE mac = node_mac.mac);
        END;
        CREATE TRIGGER job_ended_flip AFTER UPDATE OF activity ON job
        WHEN NEW.activity = 'ended' AND OLD.activity <> 'ended' BEGIN
            UPDATE job SET ended_at = \(now), request = NULL WHERE id = NEW.id;
            UPDATE node SET boot = 'local' WHERE name = NEW.node AND boot = 'install';
            UPDATE node SET state = 'held'
            WHERE name = NEW.node AND state = 'allowed' AND NEW.outcome = 'cancelled';
        END;
        -- From the moment of asking; a job that no boot has begun is over at once.
        CREATE TRIGGER job_cancelled_flip AFTER UPDATE OF request ON job
        WHEN NEW.request = 'cancel' AND OLD.request IS NOT 'cancel' BEGIN
            UPDATE node SET boot = 'local' WHERE name = NEW.node AND boot = 'install';
            UPDATE node SET state = 'held' WHERE name = NEW.node AND state = 'allowed';
            UPDATE job SET activity = 'ended', outcome = 'cancelled', phase_deadline = NULL
            WHERE id = NEW.id AND activity = 'armed';
        END;
        """

    /// What operators write to arm nodes otherwise than with the standard values, and delete to cancel.
    private static let armingView = """
        CREATE VIEW arming (node, again, wipe, hours, boots) AS
        SELECT node, again, may_wipe, (until - armed_at) / 3600000.0, boots FROM job
        WHERE activity <> 'ended' AND NOT verified;

        CREATE TRIGGER arming_insert INSTEAD OF INSERT ON arming BEGIN
            SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM node WHERE name = NEW.node)
                THEN \(refusal("'there is no node \"' || coalesce(NEW.node, 'NULL') || '\"; add the node first'")) END;
            INSERT INTO job (node, plan, installer, armed_at, until, boots, may_wipe, again)
            SELECT NEW.node, \(planAndInstaller), \(now),
                \(now) + CAST(coalesce(NEW.hours, 24) * 3600000 AS INTEGER), coalesce(NEW.boots, 3),
                coalesce(NEW.wipe, 0), coalesce(NEW.again, 0)
            FROM node JOIN profile ON profile.name = node.profile LEFT JOIN plan ON plan.revision = profile.plan
            WHERE node.name = NEW.node;
        END;
        CREATE TRIGGER arming_delete INSTEAD OF DELETE ON arming BEGIN
            UPDATE job SET request = 'cancel' WHERE node = OLD.node AND activity <> 'ended';
        END;
        """
}
