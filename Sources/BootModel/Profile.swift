/// What a group of machines boots (`profile`).
public struct Profile: Hashable, Sendable {
    /// The profile's name, as in `/nixos/<name>/bzImage`.
    public var name: String
    /// The image that scripts name now; nil until the first import.
    public var image: NetbootImage?
    /// Earlier images that are kept for rollback and for boots that began with them, newest first.
    public var earlierImages: [NetbootImage]
    /// Whether the menu for unknown machines shows it (`dhcp.unknown: menu`).
    public var offeredToUnknown: Bool
    /// Whether a node finds `/rackrise/node.json` in its initrd.
    public var nodeFile: Bool
    /// The revision of the plan that machines are installed by; nil where none is attached.
    public var plan: String?

    /// Describes a profile.
    public init(
        name: String, image: NetbootImage? = nil, earlierImages: [NetbootImage] = [],
        offeredToUnknown: Bool = false, nodeFile: Bool = false, plan: String? = nil
    ) {
        self.name = name
        self.image = image
        self.earlierImages = earlierImages
        self.offeredToUnknown = offeredToUnknown
        self.nodeFile = nodeFile
        self.plan = plan
    }

    /// The kept image of this version, current or earlier.
    public func image(version: String) -> NetbootImage? {
        if let image, image.version == version { return image }
        return earlierImages.first { $0.version == version }
    }
}
