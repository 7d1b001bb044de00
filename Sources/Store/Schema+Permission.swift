extension Schema {
    /// Closes the ways by which an installed machine came to an arming without the permission to install again.
    ///
    /// What must hold: the node of an open job without that permission was never installed. New jobs are checked when
    /// they are inserted; these rules cover what changes a job, its node or its node's addresses afterwards.
    static let permission = [
        fixedColumns, reopening, openArming, keptAddresses, keptBoots, replacedDiskGuard,
    ].joined(separator: "\n")

    /// What never changes; not by a list of columns, which `SET rowid` would pass by.
    ///
    /// A rename leaves no node of the old name.
    private static let fixedColumns = """
        DROP TRIGGER job_update_fixed;
        CREATE TRIGGER job_update_fixed BEFORE UPDATE ON job
        WHEN NEW.id <> OLD.id OR NEW.plan <> OLD.plan OR NEW.armed_at <> OLD.armed_at OR NEW.again <> OLD.again
            OR (NEW.node <> OLD.node AND EXISTS (SELECT 1 FROM node WHERE name = OLD.node))
        BEGIN
            SELECT RAISE(ABORT, 'a job keeps its number, its node, its plan and its permission; cancel it and arm \
        its node again');
        END;
        """

    /// While a job was over, its node may have got the address of an installed machine.
    private static let reopening = """
        CREATE TRIGGER job_update_installed BEFORE UPDATE OF activity, request ON job
        WHEN NOT NEW.verified AND NOT NEW.again
            AND ((OLD.activity = 'ended' AND NEW.activity <> 'ended')
                OR (NEW.request = 'retry' AND OLD.request IS NOT 'retry'))
            AND \(wasInstalled("OLD.node"))
        BEGIN
            SELECT \(refusal(installedBefore("OLD.node")));
        END;
        """

    /// A node whose job is open is armed by its boot setting alone.
    private static let openArming = [
        ("INSERT", "NEW.name"), ("UPDATE OF boot", "OLD.name"),
    ].map { change, node in
        """
        CREATE TRIGGER node_\(change.prefix(6).lowercased())_installed BEFORE \(change) ON node
        WHEN NEW.boot = 'install' AND \(wasInstalled(node))
            AND EXISTS (SELECT 1 FROM job WHERE node = \(node) AND activity <> 'ended' AND NOT verified AND NOT again)
        BEGIN
            SELECT \(refusal(installedBefore(node)));
        END;
        """
    }.joined(separator: "\n")

    /// The addresses that a node has when its disk is verified are remembered as installed.
    ///
    /// So none may leave once the disk is written; before that, a job whose node changes does not write it.
    private static let keptAddresses = [
        ("DELETE", ""), ("UPDATE OF mac, node", "(NEW.mac <> OLD.mac OR NEW.node <> OLD.node) AND "),
    ].map { change, condition in
        """
        CREATE TRIGGER node_mac_\(change.prefix(6).lowercased())_installing BEFORE \(change) ON node_mac
        WHEN \(condition)EXISTS (SELECT 1 FROM node WHERE name = OLD.node) AND EXISTS (SELECT 1 \(writingJob))
        BEGIN
            SELECT \(refusal(
                """
                'MAC address ' || OLD.mac || ' stays with node "' || OLD.node || '" while install job ' || \
                (SELECT id \(writingJob)) || ' writes its disk; wait until it is over, or end it with rackrise install cancel ' \
                || OLD.node
                """));
        END;
        """
    }.joined(separator: "\n")

    private static let writingJob = """
        FROM job WHERE node = OLD.node AND activity <> 'ended' AND NOT verified
        AND EXISTS (SELECT 1 FROM destructive_run WHERE destructive_run.job = job.id)
        """

    /// Under OR REPLACE as well, which deletes without firing a trigger.
    private static let keptBoots = """
        CREATE TRIGGER job_boot_insert_kept BEFORE INSERT ON job_boot
        WHEN EXISTS (SELECT 1 FROM job_boot WHERE job = NEW.job AND (number = NEW.number OR token = NEW.token)) BEGIN
            SELECT RAISE(ABORT, 'a boot that was spent stays spent');
        END;
        """

    private static let replacedDiskGuard = """
        DROP TRIGGER destructive_run_insert_armed;
        \(diskGuard(mayWriteDisk))
        """
}
