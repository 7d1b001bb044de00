import GRDB

/// The tables, as a list of migrations that are never edited once released.
///
/// Integrity must hold for an operator in the plain `sqlite3` shell too, where foreign keys are off and functions
/// of ours do not exist: so references, cascades and the change log are triggers in built-in SQL. The declared
/// foreign keys have no actions of their own; they are a second net under the triggers in our connections.
enum Schema {
    /// Brings a database to the present schema; each migration is one transaction.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 inventory and events") { database in
            for statements in [inventoryTables, recordTables, references, nodeView, changeLog] {
                try database.execute(sql: statements)
            }
        }
        migrator.registerMigration("2 addresses and warnings") { database in
            try database.execute(sql: addressEvents)
        }
        migrator.registerMigration("3 node file") { try $0.execute(sql: nodeFileColumn) }
        migrator.registerMigration("4 loader of a node") { try $0.execute(sql: nodeLoader) }
        migrator.registerMigration("5 install plans") { try $0.execute(sql: plans) }
        migrator.registerMigration("6 install events") { try $0.execute(sql: installEvents) }
        migrator.registerMigration("7 install jobs") { database in
            for statements in [jobTables, arming, jobGuards] { try database.execute(sql: statements) }
        }
        migrator.registerMigration("8 secrets") { try $0.execute(sql: secrets) }
        migrator.registerMigration("9 seen host keys") { try $0.execute(sql: seenHostKeys) }
        migrator.registerMigration("10 permission to install again") { try $0.execute(sql: permission) }
        migrator.registerMigration("11 events of operators") { try $0.execute(sql: operatorEvents) }
        return migrator
    }

    /// An expression that aborts the statement with a sentence that SQL computes.
    ///
    /// `RAISE` takes only literals before SQLite 3.47, and a refusal should name the value. `json_extract` is a
    /// built-in whose error repeats its argument: the shell shows `JSON path error near '<sentence>'`, or
    /// `bad JSON path: '<sentence>'` since 3.45; `StoreError` shows the sentence alone. An apostrophe in it
    /// comes out doubled.
    static func refusal(_ sentence: String) -> String { "json_extract('{}', \(sentence))" }
}
