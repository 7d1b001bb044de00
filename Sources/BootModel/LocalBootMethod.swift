/// How a machine is sent to its own disk (`node.local_boot`): firmware differs in what it does when a boot program returns.
public enum LocalBootMethod: String, Hashable, Sendable, CaseIterable {
    /// `sanboot` on BIOS, `exit-1` on UEFI.
    case automatic = "auto"
    /// iPXE boots the first BIOS disk, drive 0x80.
    case sanboot
    /// iPXE returns success. Most UEFI firmware then opens its setup pages.
    case exit
    /// iPXE returns failure, so that UEFI goes on to the next boot option.
    case exitFailure = "exit-1"
    /// No offer at all; the firmware times out, about a minute for each protocol it tries.
    case noOffer = "no-offer"
}
