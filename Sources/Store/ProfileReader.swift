import BootModel
import GRDB

/// Reads profiles with their images.
enum ProfileReader {
    private static let imageColumns =
        "version, kernel_sha256, kernel_size, initrd_sha256, initrd_size, command_line, instruction_set"

    /// Every profile in ascending order of names.
    static func all(_ connection: Connection) throws -> [Profile] {
        try String.fetchAll(connection, sql: "SELECT name FROM profile ORDER BY name").compactMap {
            try profile($0, connection)
        }
    }

    /// The profile of this name.
    static func profile(_ name: String, _ connection: Connection) throws -> Profile? {
        let head = try connection.cachedStatement(
            sql: "SELECT image, offered_to_unknown, node_file, plan FROM profile WHERE name = ?")
        guard let row = try Row.fetchOne(head, arguments: [name]) else { return nil }
        let current: String? = row[0]
        let history = try connection.cachedStatement(
            sql: """
                SELECT \(imageColumns) FROM profile_image JOIN image ON image.version = profile_image.image
                WHERE profile = ? ORDER BY activated_at DESC, version
                """)
        let images = try Row.fetchAll(history, arguments: [name]).map(image)
        return Profile(
            name: name, image: images.first { $0.version == current },
            earlierImages: images.filter { $0.version != current }, offeredToUnknown: row[1],
            nodeFile: row[2], plan: row[3])
    }

    /// The image of this version.
    static func image(_ version: String, _ connection: Connection) throws -> NetbootImage? {
        let query = try connection.cachedStatement(sql: "SELECT \(imageColumns) FROM image WHERE version = ?")
        return try Row.fetchOne(query, arguments: [version]).map(image)
    }

    private static func image(_ row: Row) throws -> NetbootImage {
        NetbootImage(
            version: row[0], kernel: ImageFile(sha256: row[1], size: size(row[2])),
            initrd: ImageFile(sha256: row[3], size: size(row[4])), commandLine: row[5],
            instructionSet: try NodeReader.word(row[6], column: "image.instruction_set"))
    }

    private static func size(_ stored: Int64) -> UInt64 { UInt64(clamping: stored) }
}
