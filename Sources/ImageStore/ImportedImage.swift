public import BootModel

/// What an import came to.
public struct ImportedImage: Hashable, Sendable {
    /// The image, whose files are in the store.
    public let image: NetbootImage
    /// What an operator should know, in sentences.
    public let warnings: [String]
    /// Whether the store had this version already.
    public let alreadyPresent: Bool
}
