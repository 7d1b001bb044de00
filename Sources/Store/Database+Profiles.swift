public import BootModel
import GRDB

extension Database {
    /// How many images of a profile are kept for rollback, the current one included.
    public static let keptImages = 3

    /// Every profile, in ascending order of names.
    public func profiles() throws -> [Profile] {
        try read(ProfileReader.all)
    }

    /// The profile of this name, or nil.
    public func profile(_ name: String) throws -> Profile? {
        try read { try ProfileReader.profile(name, $0) }
    }

    /// Makes an image the current one of a profile; adds both when they are new.
    ///
    /// The image's files must be in their place, since machines may ask for them at once.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - name: The profile's name.
    ///   - time: When it was imported; orders the profile's history.
    ///   - kept: How many images the profile keeps, this one included; at least 1. An image that no profile keeps any
    ///     longer is forgotten.
    public func activate(
        _ image: NetbootImage, for name: String, at time: WallClock, keeping kept: Int = keptImages
    ) throws {
        try write { connection in
            try describing(profile: name) {
                try insert(image, at: time, connection)
                try connection.execute(
                    sql:
                        "INSERT INTO profile (name) SELECT :name WHERE NOT EXISTS (SELECT 1 FROM profile WHERE name = :name)",
                    arguments: ["name": name])
                // Later than all others even when two imports share a millisecond or the clock went back.
                try connection.execute(
                    sql: """
                        INSERT INTO profile_image (profile, image, activated_at) VALUES (:name, :image, max(:time,
                            (SELECT coalesce(max(activated_at) + 1, 0) FROM profile_image WHERE profile = :name)))
                        ON CONFLICT (profile, image) DO UPDATE SET activated_at = excluded.activated_at;
                        UPDATE profile SET image = :image WHERE name = :name;
                        """,
                    arguments: ["name": name, "image": image.version, "time": time.milliseconds])
            }
            try forget(
                from: name,
                where: """
                    image NOT IN (SELECT image FROM profile_image WHERE profile = :name
                                  ORDER BY activated_at DESC LIMIT :kept)
                    """, ["kept": max(1, kept)], connection)
        }
    }

    /// Makes a kept image the current one again; the history stays in its order.
    ///
    /// - Parameters:
    ///   - name: The profile's name.
    ///   - version: A kept version; nil for the one that was activated before the current one.
    /// - Returns: The image that is current now.
    @discardableResult
    public func rollback(_ name: String, to version: String? = nil) throws -> NetbootImage {
        try write { connection in
            guard let profile = try ProfileReader.profile(name, connection) else {
                throw StoreError.unknownProfile(name)
            }
            let target = try version ?? predecessor(of: profile, connection)
            guard let image = profile.image(version: target) else {
                throw StoreError(
                    .notFound,
                    "profile \"\(name)\" keeps no image \(target); rackrise profile show lists its images")
            }
            try connection.execute(
                sql: "UPDATE profile SET image = ? WHERE name = ?", arguments: [target, name])
            return image
        }
    }

    /// Sets whether the menu for unknown machines shows a profile, and whether its nodes find a file about
    /// themselves in their initrd; nil leaves a setting as it is.
    public func setProfile(_ name: String, offeredToUnknown: Bool? = nil, nodeFile: Bool? = nil) throws {
        try write { connection in
            try connection.execute(
                sql: """
                    UPDATE profile SET offered_to_unknown = coalesce(?, offered_to_unknown),
                        node_file = coalesce(?, node_file) WHERE name = ?
                    """,
                arguments: [offeredToUnknown, nodeFile, name])
            guard connection.changesCount > 0 else { throw StoreError.unknownProfile(name) }
        }
    }

    /// Removes a profile that no node uses, and forgets the images that no other profile keeps.
    public func removeProfile(_ name: String) throws {
        try write { connection in
            guard try ProfileReader.profile(name, connection) != nil else {
                throw StoreError.unknownProfile(name)
            }
            try connection.execute(sql: "UPDATE profile SET image = NULL WHERE name = ?", arguments: [name])
            try forget(from: name, where: "true", [:], connection)
            try connection.execute(sql: "DELETE FROM profile WHERE name = ?", arguments: [name])
        }
    }

    /// Whether any profile keeps the image of this version.
    public func imageReferenced(_ version: String) throws -> Bool {
        try read { try Self.isReferenced(version, $0) }
    }

    private static func isReferenced(_ version: String, _ connection: Connection) throws -> Bool {
        try Bool.fetchOne(
            connection, sql: "SELECT EXISTS (SELECT 1 FROM profile_image WHERE image = ?)",
            arguments: [version])
            ?? false
    }

    private func predecessor(of profile: Profile, _ connection: Connection) throws -> String {
        let version = try String.fetchOne(
            connection,
            sql: """
                SELECT earlier.image FROM profile
                JOIN profile_image AS current ON current.profile = profile.name AND current.image = profile.image
                JOIN profile_image AS earlier
                    ON earlier.profile = profile.name AND earlier.activated_at < current.activated_at
                WHERE profile.name = ? ORDER BY earlier.activated_at DESC LIMIT 1
                """, arguments: [profile.name])
        guard let version else {
            throw StoreError(
                .refused,
                "profile \"\(profile.name)\" keeps no earlier image; name a version to go forward to a newer one"
            )
        }
        return version
    }

    private func insert(_ image: NetbootImage, at time: WallClock, _ connection: Connection) throws {
        guard try ProfileReader.image(image.version, connection) == nil else { return }
        try connection.execute(
            sql: """
                INSERT INTO image (version, kernel_sha256, kernel_size, initrd_sha256, initrd_size, command_line,
                                   instruction_set, imported_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                image.version, image.kernel.sha256, Int64(clamping: image.kernel.size), image.initrd.sha256,
                Int64(clamping: image.initrd.size), image.commandLine, image.instructionSet.rawValue,
                time.milliseconds,
            ])
    }

    /// Takes images from a profile's history and forgets those that no other profile keeps.
    private func forget(
        from profile: String, where condition: String, _ arguments: StatementArguments,
        _ connection: Connection
    ) throws {
        let dropped = try String.fetchAll(
            connection,
            sql: "SELECT image FROM profile_image WHERE profile = :name AND \(condition) ORDER BY image",
            arguments: arguments + ["name": profile])
        for version in dropped {
            try connection.execute(
                sql: "DELETE FROM profile_image WHERE profile = ? AND image = ?",
                arguments: [profile, version])
            if try Self.isReferenced(version, connection) { continue }
            try connection.execute(sql: "DELETE FROM image WHERE version = ?", arguments: [version])
        }
    }

    private func describing(profile name: String, _ body: () throws -> Void) throws {
        do {
            try StoreError.translating(path, body)
        } catch let error as StoreError where error.kind == .refused {
            throw error.about("profile \"\(name)\"")
        }
    }
}
