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
    /// Whether its kernel found Secure Boot enabled.
    public let secureBoot: Bool
    /// Its kernel command line.
    public let commandLine: String

    /// Reads `RACKRISE-GUEST-UP profile=… initrd=… mac=… secureboot=… cmdline=…`.
    init(line: String) throws {
        guard
            let match = line.firstMatch(
                of: /profile=(\S*) initrd=(\S*) mac=(\S*) secureboot=(\S*) cmdline=(.*)/)
        else { throw LabError("not a guest's report: \(line)") }
        profile = String(match.1)
        initrd = String(match.2)
        mac = String(match.3)
        secureBoot = match.4 == "enabled"
        commandLine = String(match.5)
    }
}
