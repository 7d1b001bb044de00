/// Which of a machine's scripts is meant.
public enum ScriptSelection: Hashable, Sendable {
    /// What a power-on gets.
    case powerOn
    /// The menu, asked for by somebody at the console.
    case menu
    /// This profile, once, chosen in a menu.
    case profile(String)
    /// The local disk, chosen in a menu.
    case localDisk
}
