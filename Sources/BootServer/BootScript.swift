/// What an iPXE script does, with the values for its template.
public enum BootScript: Hashable, Sendable {
    /// Loads a kernel and its initrd and starts them.
    case netboot(NetbootScriptContext)
    /// Asks the person at the console.
    case menu(MenuContext)
    /// Hands the machine to its own disk.
    case local(LocalContext)
    /// Leads to the machine's script; the URL is absolute and has a query.
    case autoexec(scriptURL: String)
    /// Says why the machine gets nothing; the reason may have several lines.
    case refused(reason: String)
}
