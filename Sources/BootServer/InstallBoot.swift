/// What a machine whose install is armed boots now.
public enum InstallBoot: Hashable, Sendable {
    /// The installer: this boot is spent, and the machine's disk may be written.
    case installer
    /// Its own disk, for this reason.
    case localDisk(String)
    /// Nothing, for this reason, which its console shows: no boot is spent.
    case unavailable(String)
}
