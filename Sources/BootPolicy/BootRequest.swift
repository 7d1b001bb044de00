public import BootModel

/// A question to the policy: who asks for what.
public struct BootRequest: Hashable, Sendable {
    /// The things a machine asks for on its way.
    public enum Question: Hashable, Sendable {
        /// An answer to its DHCP packet, on port 67 or 4011.
        case offer(Firmware)
        /// A chainloader by file name, over TFTP or HTTP.
        case chainloader(name: String)
        /// The script that iPXE looks for where it was loaded from.
        case autoexec
        /// A script for iPXE or GRUB; the architecture is nil where a hand-typed chain did not say.
        case script(ScriptSelection, Architecture?)
        /// A file of a profile's image; nil means the current version.
        case image(profile: String, version: String?, ImagePart)
        /// The profile's own `netboot.ipxe`.
        case netbootScript(profile: String)
        /// A file of the binary cache.
        case cache(CacheFile)
        /// That the installer's host keys are taken from it.
        case report
    }

    /// Who asks.
    public var requester: Requester
    /// For what.
    public var question: Question

    /// Makes a request.
    public init(_ question: Question, from requester: Requester) {
        self.question = question
        self.requester = requester
    }
}
