public import BootModel
import GRDB
import InstallPlan
import NetTypes

extension Database {
    /// Arms nodes for one install each, all or none.
    ///
    /// The plan is that of the node's profile, and the installer the one that the plan names, else that profile.
    ///
    /// - Returns: The new jobs in the order of the names.
    /// - Throws: One line for each refused node, at most 20: without a plan, held, armed already, or installed before
    ///   without `again`.
    @discardableResult
    public func arm(_ nodes: [String], _ options: ArmingOptions, at now: WallClock) throws -> [StoredJob] {
        let arming = Arming(at: now, time: options.time, boots: options.boots, mayWipe: options.mayWipe)
        return try write { connection in
            var jobs: [StoredJob] = []
            var refusals: [StoreError] = []
            for node in nodes where refusals.count < Self.refusalLimit {
                do {
                    let id = try arm(node, arming, again: options.again, at: now, connection)
                    if let job = try JobReader.job(id, connection) { jobs.append(job) }
                } catch let error as StoreError where error.kind == .refused || error.kind == .notFound {
                    refusals.append(error)
                }
            }
            if nodes.count == 1, let refusal = refusals.first { throw refusal }
            guard refusals.isEmpty else {
                throw StoreError(.refused, refusals.map(\.message).joined(separator: "\n"))
            }
            return jobs
        }
    }

    /// The name under which a node, or a machine with one of its addresses, was installed before; nil for a new one.
    public func formerInstall(of node: Node) throws -> String? {
        try read { connection in
            let wasInstalled = try Bool.fetchOne(
                connection, sql: "SELECT EXISTS (SELECT 1 FROM job WHERE node = ? AND verified)",
                arguments: [node.name])
            if wasInstalled == true { return node.name }
            for mac in node.macs {
                let name = try String.fetchOne(
                    connection, sql: "SELECT node FROM installed_machine WHERE mac = ?",
                    arguments: [mac.description])
                if let name { return name }
            }
            return nil
        }
    }

    private func arm(
        _ node: String, _ arming: Arming, again: Bool, at now: WallClock, _ connection: Connection
    ) throws -> Int64 {
        guard try NodeReader.node(node, connection) != nil else { throw StoreError.unknownNode(node) }
        try describing(node) {
            try connection.execute(
                sql: """
                    INSERT INTO job (node, plan, installer, armed_at, until, boots, may_wipe, again)
                    SELECT node.name, profile.plan,
                        coalesce(json_extract(plan.canonical, '$.installer'), profile.name),
                        :now, :until, :boots, :wipe, :again
                    FROM node JOIN profile ON profile.name = node.profile
                        LEFT JOIN plan ON plan.revision = profile.plan
                    WHERE node.name = :node
                    """,
                arguments: [
                    "node": node, "now": now.milliseconds, "until": arming.until.milliseconds,
                    "boots": arming.boots, "wipe": arming.mayWipe, "again": again,
                ])
        }
        return connection.lastInsertedRowID
    }
}
