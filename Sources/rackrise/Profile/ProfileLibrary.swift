import BootModel
import Foundation
import ImageStore
import OperatorFiles
import Store

/// Profiles with their files: the database's rows and the image store's directories, kept in step.
struct ProfileLibrary {
    /// The rows.
    let database: Database
    private let images: ImageStore

    /// Opens both in a state directory.
    init(database: Database, stateDirectory: String) {
        self.database = database
        images = ImageStore(directory: stateDirectory + "/images")
    }

    /// Copies and checks a builder's directory, then makes it what the profile boots.
    func importImage(
        _ profile: String, from directory: String, _ options: ImportOptions,
        progress: (UInt64, UInt64) -> Void
    ) throws -> ImportedImage {
        // Before the copy, which may take long.
        if let complaint = ProfileName.complaint(about: profile) { throw CommandError.refused(complaint) }
        return try images.importImage(
            from: directory, options: options, progress: progress, isReferenced: database.imageReferenced
        ) { imported in
            let now = WallClock(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            try database.activate(imported.image, for: profile, at: now)
        }
    }

    /// Removes a profile and the files that no other one uses.
    func remove(_ profile: String) throws {
        try images.removeVersions(unless: database.imageReferenced) { try database.removeProfile(profile) }
    }

    /// Reads a version's files again and compares them with what was imported.
    func verify(_ image: NetbootImage) throws { try images.verify(image) }
}
