public import BootModel
import Foundation
import GRDB

extension Database {
    /// Every secret, in ascending order of names.
    public func secrets() throws -> [StoredSecret] {
        try read { connection in
            let uses = try Row.fetchAll(
                connection,
                sql: """
                    SELECT DISTINCT json_extract(plan.canonical, file.fullkey || '.secret') AS secret, plan.name
                    FROM plan, json_each(plan.canonical, '$.files') AS file
                    WHERE secret IS NOT NULL AND (EXISTS (SELECT 1 FROM profile WHERE profile.plan = plan.revision)
                        OR EXISTS (SELECT 1 FROM job WHERE job.plan = plan.revision AND activity <> 'ended'))
                    ORDER BY plan.name
                    """)
            let plans = Dictionary(grouping: uses, by: { $0[0] as String }).mapValues {
                $0.map { $0[1] as String }
            }
            return try Row.fetchAll(connection, sql: "SELECT name, set_at FROM secret ORDER BY name").map {
                let name: String = $0[0]
                return StoredSecret(
                    name: name, setAt: WallClock(milliseconds: $0[1]), plans: plans[name] ?? [])
            }
        }
    }

    /// The sealed value of a secret, or nil.
    public func sealedSecret(_ name: String) throws -> [UInt8]? {
        try read {
            try Data.fetchOne($0, sql: "SELECT sealed FROM secret WHERE name = ?", arguments: [name]).map {
                Array($0)
            }
        }
    }

    /// Stores a sealed value, in the place of an earlier one.
    ///
    /// - Returns: Whether there was an earlier one.
    @discardableResult
    public func setSecret(_ name: String, sealed: [UInt8], at time: WallClock) throws -> Bool {
        try write { connection in
            try connection.execute(
                sql: "UPDATE secret SET sealed = :sealed, set_at = :time WHERE name = :name",
                arguments: ["name": name, "sealed": Data(sealed), "time": time.milliseconds])
            if connection.changesCount > 0 { return true }
            try connection.execute(
                sql: "INSERT INTO secret (name, sealed, set_at) VALUES (:name, :sealed, :time)",
                arguments: ["name": name, "sealed": Data(sealed), "time": time.milliseconds])
            return false
        }
    }

    /// Removes a secret.
    ///
    /// - Throws: A refusal when there is none, or an open job needs it.
    public func removeSecret(_ name: String) throws {
        try write { connection in
            try connection.execute(sql: "DELETE FROM secret WHERE name = ?", arguments: [name])
            guard connection.changesCount > 0 else {
                throw StoreError(
                    .notFound, "there is no secret \"\(name)\"; rackrise secret list shows all")
            }
        }
    }
}
