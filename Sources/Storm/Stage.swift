/// A step of a simulated machine's way, in order.
public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// The firmware's DISCOVER and the offer.
    case offer
    /// The boot server on port 4011, where the offer named no file.
    case bootServer = "boot-server"
    /// The network boot program.
    case chainloader
    /// iPXE's DISCOVER and the offer.
    case ipxeOffer = "ipxe-offer"
    /// The script, each script of a chain on its own.
    case script
    /// The kernel.
    case kernel
    /// The initial RAM disk.
    case initrd
}
