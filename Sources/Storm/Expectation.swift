/// What a machine should get, by the decision that `rackrise explain` shows.
public struct Expectation: Hashable, Sendable {
    /// A file by length and SHA-256 in hexadecimal digits.
    public struct File: Hashable, Sendable {
        /// Length in octets, without the segment.
        public var size: UInt64
        /// SHA-256, 64 lower-case digits.
        public var sha256: String
        /// How long the machine's own segment behind it may be: it names the server, whose address is not known here.
        public var segment: ClosedRange<UInt64>?

        /// Describes a file.
        public init(size: UInt64, sha256: String, segment: ClosedRange<UInt64>? = nil) {
            self.size = size
            self.sha256 = sha256
            self.segment = segment
        }
    }

    /// How the boot should end.
    public enum Ending: Hashable, Sendable {
        /// With these files.
        case image(kernel: File, initrd: File)
        /// At the local disk.
        case localDisk
        /// With a reason on the console.
        case explained
        /// Without an answer to this stage.
        case silence(Stage)
    }

    /// The chainloader's file name; nil where none is offered.
    public var chainloader: String?
    /// How the boot should end.
    public var ending: Ending

    /// Describes what should happen.
    public init(chainloader: String?, ending: Ending) {
        self.chainloader = chainloader
        self.ending = ending
    }

    /// What is wrong about a stage that was passed, if anything; `digest` is nil where nothing was hashed.
    func complaint(about passage: Passage, digest: String?) -> String? {
        switch (passage.stage, ending) {
        case (.offer, _) where passage.name.hasPrefix("port "): nil
        case (.offer, _), (.bootServer, _), (.chainloader, _):
            passage.name.split(separator: "/").last.map(String.init) == chainloader
                ? nil : "\(passage.name) is not \(chainloader ?? "silence")"
        case (.kernel, .image(let file, _)), (.initrd, .image(_, let file)):
            complaint(about: passage, file, digest)
        case (.kernel, _), (.initrd, _): "\(passage.name) was not to be booted"
        case (.ipxeOffer, _), (.script, _): nil
        }
    }

    private func complaint(about passage: Passage, _ file: File, _ digest: String?) -> String? {
        let sizes = file.size + (file.segment?.lowerBound ?? 0)...file.size + (file.segment?.upperBound ?? 0)
        guard sizes.contains(passage.bytes) else {
            let wanted =
                sizes.count == 1 ? "\(file.size)" : "\(sizes.lowerBound) to \(sizes.upperBound)"
            return "\(passage.name) has \(passage.bytes) octets, not \(wanted)"
        }
        guard let digest, digest != file.sha256, file.segment == nil else { return nil }
        return "\(passage.name) has the SHA-256 \(digest), not \(file.sha256)"
    }

    /// What is wrong about the way a boot ended, if anything.
    func complaint(about actual: Machine.Ending) -> String? {
        switch (actual, ending) {
        case (.image, .image), (.localDisk, .localDisk), (.explained, .explained): nil
        default: "it \(actual), but should have \(ending)"
        }
    }
}

extension Expectation.Ending: CustomStringConvertible {
    /// What should have happened, such as "gone on with its own disk".
    public var description: String {
        switch self {
        case .image: "started its image"
        case .localDisk: "gone on with its own disk"
        case .explained: "shown why it is not booted"
        case .silence(let stage): "had no answer at the stage \(stage.rawValue)"
        }
    }
}
