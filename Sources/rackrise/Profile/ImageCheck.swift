import BootModel
import ImageStore

/// Finds images that the database names and whose files are gone, as after a backup was restored without them.
///
/// It looks at their lengths only; `rackrise profile show --verify` reads them.
struct ImageCheck {
    private let images: ImageStore

    /// Looks in a state directory.
    init(stateDirectory: String) { images = ImageStore(directory: stateDirectory + "/images") }

    /// What is wrong with an image of a profile, and what to do; nil when its files are there.
    func complaint(about image: NetbootImage, of profile: String) -> String? {
        guard !images.isComplete(image) else { return nil }
        return "image \(image.version.prefix(12)) of profile \(profile) is not on this server, or not whole; "
            + "import it again: rackrise profile import \(profile) DIR"
    }

    /// The same for what a profile boots now.
    func complaint(about profile: Profile) -> String? {
        profile.image.flatMap { complaint(about: $0, of: profile.name) }
    }
}
