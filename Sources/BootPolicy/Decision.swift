public import BootModel
public import IPXE

/// What a machine gets, and why.
public struct Decision: Hashable, Sendable {
    /// What it gets.
    ///
    /// What is longer than a word or two is behind a reference, since an answer is copied on its way.
    public enum Answer: Hashable, Sendable {
        /// No packet at all; DHCP only.
        case silence
        /// A TFTP error or HTTP 403 with the reason.
        case refusal
        /// A TFTP error or HTTP 404 with the reason.
        case notFound
        /// This chainloader.
        case chainloader(Chainloader)
        /// The URL of its power-on script, for iPXE: in an offer, or in `autoexec.ipxe`.
        case scriptURL
        /// A script that boots an image of a profile with these arguments: the image's own, then the machine's.
        indirect case bootImage(profile: String, NetbootImage, KernelCommandLine)
        /// A script with a menu.
        indirect case menu(BootMenu)
        /// A script that boots the local disk; with `menuOnKey`, a key at the console brings up the menu.
        case localDisk(LocalBootMethod, menuOnKey: Bool)
        /// A script that shows the reason on the console and gives up.
        case explanation
        /// A file of an image.
        case image(NetbootImage, ImagePart)
        /// A file of the binary cache.
        case cache(CacheFile)
        /// Its report is taken.
        case acceptance
    }

    /// What it gets.
    public var answer: Answer
    /// Why.
    public var reason: Reason
    /// The node that the decision is about, if the machine is one.
    public var node: Shared<Node>?
    /// What the machine is told behind its initrd; nil for everything else and when its profile does not say so.
    public var nodeFile: NodeFile?
    /// The install that this answer belongs to.
    ///
    /// A script of it begins a boot of the installer, which must be spent before the script is sent.
    public var install: PendingInstall?
    /// The distribution's shim, through which iPXE starts this machine's kernel.
    public var shim: Chainloader?

    /// Makes a decision.
    public init(_ answer: Answer, _ reason: Reason, node: Shared<Node>? = nil) {
        self.answer = answer
        self.reason = reason
        self.node = node
    }
}
