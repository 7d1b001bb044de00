public import BootModel
import GRDB

extension Database {
    /// The whole whitelist at its last revision.
    public func inventory() throws -> Inventory {
        try read(Self.inventory)
    }

    static func inventory(_ connection: Connection) throws -> Inventory {
        try Inventory(
            revision: InventoryUpdate.revision(connection), nodes: NodeReader.all(connection),
            profiles: ProfileReader.all(connection))
    }
}
