import ImageStore

/// An imported image as `profile import --json` shows it.
struct ImportRecord: Encodable {
    /// The profile that boots it now.
    let profile: String
    /// The image.
    let image: ProfileRecord.Image
    /// What the operator should know.
    let warnings: [String]
    /// Whether the same content had been imported before.
    let alreadyPresent: Bool

    /// Describes an import.
    init(profile: String, _ imported: ImportedImage) {
        self.profile = profile
        image = ProfileRecord.Image(imported.image)
        warnings = imported.warnings
        alreadyPresent = imported.alreadyPresent
    }
}
