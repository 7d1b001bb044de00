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
        let imported = try images.importImage(from: directory, options: options, progress: progress)
        let now = WallClock(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try remove(try database.activate(imported.image, for: profile, at: now))
        return imported
    }

    /// Removes a profile and the files that no other one uses.
    func remove(_ profile: String) throws {
        try remove(try database.removeProfile(profile))
    }

    /// Reads a version's files again and compares them with what was imported.
    func verify(_ image: NetbootImage) throws { try images.verify(image) }

    private func remove(_ versions: [String]) throws {
        // Another import may have brought one back meanwhile.
        for version in versions where try !database.imageReferenced(version) {
            try images.remove(version: version)
        }
    }
}
