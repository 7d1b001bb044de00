/// What a machine that asks for the script of an armed install is to boot.
public enum InstallerBoot: Hashable, Sendable {
    /// The installer; the boot is spent.
    case installer
    /// Its local disk, for this reason.
    case localDisk(String)
    /// Nothing now: whether the boot may be spent could not be recorded.
    case unavailable(String)
}
