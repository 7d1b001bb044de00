extension Schema {
    /// Puts what operators do to a node on its timeline, whoever writes, and lets a cancellation hold it only once.
    static let operatorEvents = [operatorEventWords, jobDeeds, withdrawals, nodeDeeds, holdOnce]
        .joined(separator: "\n")

    private static let jobDeeds = """
        CREATE TRIGGER job_inserted_event AFTER INSERT ON job BEGIN
            \(event("'armed as install job ' || NEW.id || iif(NEW.again, ', again', '')", of: "NEW.node"));
        END;
        CREATE TRIGGER job_requested_event AFTER UPDATE OF request ON job
        WHEN NEW.request IS NOT NULL AND NEW.request IS NOT OLD.request BEGIN
            \(event(
                """
                'install job ' || NEW.id || iif(NEW.request = 'cancel', ' cancelled', ' asked to be tried again')
                """, of: "NEW.node"));
        END;
        """

    /// With the event of it: a job that ends as withdrawn by itself is nobody's deed.
    private static let withdrawals = """
        DROP TRIGGER node_inserted_withdrawal;
        CREATE TRIGGER node_inserted_withdrawal AFTER INSERT ON node WHEN NEW.boot <> 'install' BEGIN
            \(withdrawal.replacing("OLD.name", with: "NEW.name"))
        END;
        DROP TRIGGER node_updated_withdrawal;
        CREATE TRIGGER node_updated_withdrawal AFTER UPDATE OF boot ON node
        WHEN NEW.boot <> 'install' AND OLD.boot = 'install' BEGIN
            \(withdrawal)
        END;
        """

    private static let withdrawal = """
        \(event("'arming of install job ' || id || ' withdrawn'", of: "NEW.name", formerly: "OLD.name"))
            FROM job WHERE id = (\(openJob)) AND NOT verified AND request IS NOT 'cancel';
            \(withdraw)
        """

    private static let nodeDeeds = """
        CREATE TRIGGER node_updated_state_event AFTER UPDATE OF state ON node WHEN NEW.state <> OLD.state BEGIN
            \(event("iif(NEW.state = 'allowed', 'approved', NEW.state)", of: "NEW.name"));
        END;
        -- Before its addresses go.
        CREATE TRIGGER node_deleted_event BEFORE DELETE ON node BEGIN
            \(event("'taken off the whitelist'", of: "OLD.name"));
        END;
        -- The node first, while its address is still there to be recorded.
        DROP TRIGGER mac_profile_delete;
        CREATE TRIGGER mac_profile_delete INSTEAD OF DELETE ON mac_profile BEGIN
            DELETE FROM node WHERE name = OLD.name
                AND NOT EXISTS (SELECT 1 FROM node_mac WHERE node = OLD.name AND mac <> OLD.mac);
            DELETE FROM node_mac WHERE mac = OLD.mac;
        END;
        CREATE TRIGGER node_renamed_event AFTER UPDATE OF name ON node WHEN NEW.name <> OLD.name BEGIN
            UPDATE event SET node = NEW.name WHERE node = OLD.name;
            \(event("'renamed from ' || OLD.name", of: "NEW.name", formerly: "OLD.name"));
        END;
        """

    /// The node of a job that was asked to end is held since then; who approved it meanwhile is obeyed.
    private static let holdOnce = """
        DROP TRIGGER job_ended_flip;
        CREATE TRIGGER job_ended_flip AFTER UPDATE OF activity ON job
        WHEN NEW.activity = 'ended' AND OLD.activity <> 'ended' BEGIN
            UPDATE job SET ended_at = \(now), request = NULL WHERE id = NEW.id;
            UPDATE node SET boot = 'local' WHERE name = NEW.node AND boot = 'install';
            UPDATE node SET state = 'held'
            WHERE name = NEW.node AND state = 'allowed' AND NEW.outcome = 'cancelled' AND OLD.request IS NOT 'cancel';
        END;
        """

    /// A statement that records a deed of an operator; `detail` is an expression, and so are the names of the node.
    ///
    /// Which of two triggers on one change comes first is not said: the addresses may have the former name yet.
    private static func event(_ detail: String, of node: String, formerly old: String? = nil) -> String {
        """
        INSERT INTO event (time, mac, node, stage, outcome, detail)
        SELECT \(now), (SELECT min(mac) FROM node_mac WHERE node IN (\(node), \(old ?? node))), \(node), 'operator',
            'done', \(detail)
        """
    }
}
