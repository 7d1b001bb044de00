public import BootModel
import GRDB
public import NetIO
import NetTypes

/// Keeps an inventory up to date with the database, whoever commits to it, by looking five times a second.
///
/// It looks on a thread of its own, and calls its two closures there. An error leaves the last inventory in force;
/// it is reported once, and the follower goes on trying.
public actor InventoryFollower {
    private static let interval: Duration = .milliseconds(200)

    /// The thread it looks on.
    public nonisolated let executor = LoopExecutor(label: "rackrise.inventory-follower")
    private let database: Database
    private let deliver: @Sendable (Inventory) -> Void
    private let report: @Sendable (StoreError) -> Void
    private var timer: LoopTimer?
    private var inventory: Inventory
    private var reader: DatabaseQueue?
    private var dataVersion: Int?
    private var lastError: StoreError?

    /// Follows the database from an inventory that was read before.
    ///
    /// - Parameters:
    ///   - database: The database.
    ///   - inventory: Where to begin; changes since then are delivered too.
    ///   - deliver: Gets every further inventory, in order.
    ///   - report: Gets an error when following fails, and not again until it succeeds or fails otherwise.
    public init(
        database: Database, from inventory: Inventory, deliver: @escaping @Sendable (Inventory) -> Void,
        report: @escaping @Sendable (StoreError) -> Void
    ) {
        self.database = database
        self.inventory = inventory
        self.deliver = deliver
        self.report = report
    }

    deinit { timer?.cancel() }

    /// Runs the actor on its thread, since looking blocks.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Begins to look, at once and then at every interval.
    public nonisolated func start() {
        executor.perform { [weak self] in self?.assumeIsolated { $0.begin() } }
    }

    /// Stops for good or until the next start; a look that is under way may still deliver.
    public nonisolated func stop() {
        executor.perform { [weak self] in self?.assumeIsolated { $0.end() } }
    }

    private func begin() {
        guard timer == nil else { return }
        let timer = LoopTimer(on: executor) { [weak self] in self?.assumeIsolated { $0.lookAndArm() } }
        self.timer = timer
        timer.arm(MonotonicClock.now())
    }

    private func end() {
        timer?.cancel()
        timer = nil
    }

    private func lookAndArm() {
        look()
        timer?.arm(MonotonicClock.now() + Self.interval)
    }

    private func look() {
        do {
            let changed = try StoreError.translating(database.path, update)
            lastError = nil
            if changed { deliver(inventory) }
        } catch {
            reader = nil
            let error = error as? StoreError ?? StoreError(.failed, "database \(database.path): \(error)")
            guard error != lastError else { return }
            lastError = error
            report(error)
        }
    }

    /// Reads what was committed since the last look; true when the inventory changed.
    private func update() throws -> Bool {
        let reader = try self.reader ?? openReader()
        self.reader = reader
        return try reader.read { connection in
            // Counts the commits of all other connections, ours for writing included. It is worth something only
            // on one and the same connection.
            let version = try Int.fetchOne(connection, sql: "PRAGMA data_version")
            guard version != dataVersion else { return false }
            let changed = try apply(InventoryUpdate.since(inventory.revision, connection), connection)
            dataVersion = version
            return changed
        }
    }

    private func openReader() throws -> DatabaseQueue {
        var configuration = Database.configuration
        configuration.readonly = true
        dataVersion = nil
        return try DatabaseQueue(path: database.path, configuration: configuration)
    }

    private func apply(_ update: InventoryUpdate, _ connection: Connection) throws -> Bool {
        switch update {
        case .none:
            return false
        case .changes(let nodes, let profiles, let revision):
            inventory.apply(nodes: nodes, profiles: profiles, revision: revision)
        case .reload:
            inventory = try Database.inventory(connection)
        }
        return true
    }
}
