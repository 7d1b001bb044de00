import BootModel

/// A profile as `--json` shows it.
struct ProfileRecord: Encodable {
    /// A file of an image.
    struct File: Encodable {
        let sha256: String
        let size: UInt64
    }

    /// A version of a profile's image.
    struct Image: Encodable {
        let version: String
        let kernel: File
        let initrd: File
        let commandLine: String
        /// `x86`, `arm32`, `arm64`, `riscv64` or `loong64`.
        let instructionSet: String

        /// Describes a version.
        init(_ image: NetbootImage) {
            version = image.version
            kernel = File(sha256: image.kernel.sha256, size: image.kernel.size)
            initrd = File(sha256: image.initrd.sha256, size: image.initrd.size)
            commandLine = image.commandLine
            instructionSet = image.instructionSet.rawValue
        }
    }

    /// Its name.
    let name: String
    /// What it boots now; null before the first import.
    let image: Image?
    /// Why the image cannot be sent to a machine; null as a rule.
    let imageProblem: String?
    /// What `profile rollback` can go back to, newest first.
    let earlierImages: [Image]
    /// Whether the menu for unknown machines shows it.
    let offeredToUnknown: Bool
    /// Whether its nodes find `/rackrise/node.json` in their initrd.
    let nodeFile: Bool
    /// The revision of its install plan; null without one.
    let plan: String?

    /// Describes a profile.
    init(_ profile: Profile, imageProblem: String?) {
        self.imageProblem = imageProblem
        name = profile.name
        image = profile.image.map(Image.init)
        earlierImages = profile.earlierImages.map(Image.init)
        offeredToUnknown = profile.offeredToUnknown
        nodeFile = profile.nodeFile
        plan = profile.plan
    }

    private enum CodingKeys: CodingKey {
        case name, image, imageProblem, earlierImages, offeredToUnknown, nodeFile, plan
    }

    /// Writes a missing image or plan as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(image, forKey: .image)
        try container.encode(imageProblem, forKey: .imageProblem)
        try container.encode(earlierImages, forKey: .earlierImages)
        try container.encode(offeredToUnknown, forKey: .offeredToUnknown)
        try container.encode(nodeFile, forKey: .nodeFile)
        try container.encode(plan, forKey: .plan)
    }
}
