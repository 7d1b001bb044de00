/// What takes a UEFI machine from its firmware to its kernel (`node.loader`); a BIOS has iPXE only.
public enum Loader: String, Hashable, Sendable, CaseIterable {
    /// iPXE, unsigned: Secure Boot refuses it.
    case ipxe
    /// A shim that Microsoft signed and the iPXE it trusts; iPXE starts kernels through the distribution's shim.
    case shimIPXE = "shim-ipxe"
    /// The distribution's own shim and signed GRUB.
    case shimGRUB = "shim-grub"
}
