/// What a plain power-on of a node does (`node.boot`).
public enum BootSetting: String, Hashable, Sendable, CaseIterable {
    /// The machine's own disk.
    case local
    /// The node's default profile, every time.
    case netboot
    /// The installer once, when a plan has armed it, then the local disk.
    case install
}
