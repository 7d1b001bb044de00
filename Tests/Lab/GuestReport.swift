/// The one line a netbooted guest prints from its userland: which image it runs, and what it was told.
public struct GuestReport: Sendable, Equatable {
    /// What the line begins with.
    public static let marker = "RACKRISE-GUEST-UP"

    /// The profile its kernel command line names.
    public let profile: String
    /// The profile its initrd was built for.
    public let initrd: String
    /// The Ethernet address of its network card.
    public let mac: String
    /// Its kernel command line.
    public let commandLine: String

    /// Reads `RACKRISE-GUEST-UP profile=… initrd=… mac=… cmdline=…`.
    init(line: String) throws {
        guard
            let match = line.firstMatch(of: /profile=(\S*) initrd=(\S*) mac=(\S*) cmdline=(.*)/)
        else { throw LabError("not a guest's report: \(line)") }
        profile = String(match.1)
        initrd = String(match.2)
        mac = String(match.3)
        commandLine = String(match.4)
    }
}
