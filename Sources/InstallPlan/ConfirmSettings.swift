/// What `confirm` expects of the installed system.
public struct ConfirmSettings: Hashable, Sendable {
    /// Which states of systemd are good enough.
    public enum SystemState: String, Hashable, Sendable, CaseIterable {
        /// Every unit is up.
        case running
        /// Failed units are allowed.
        case degraded
        /// It is not asked, as for systems without systemd.
        case any
    }

    /// A page that must answer from the machine.
    public struct Page: Hashable, Sendable {
        /// Its address, fetched on the machine itself.
        public var url: Template
        /// The expected status.
        public var status: Int

        /// Describes a page.
        public init(url: Template, status: Int = 200) {
            self.url = url
            self.status = status
        }
    }

    /// Whom we log in as; may be another user than in the installer.
    public var user: String
    /// How that user becomes root.
    public var become: Escalation
    /// The TCP port of its SSH server.
    public var port: Int
    /// The host name it must have; nil when any will do.
    public var hostname: Template?
    /// Which states of systemd are good enough.
    public var state: SystemState
    /// Units that must be active.
    public var units: [String]
    /// Pages that must answer.
    public var pages: [Page]
    /// Scripts that must end with 0.
    public var checks: [ShellScript]

    /// Describes the expectations.
    public init(
        user: String = "root", become: Escalation = .root, port: Int = 22, hostname: Template? = nil,
        state: SystemState = .running, units: [String] = [], pages: [Page] = [], checks: [ShellScript] = []
    ) {
        self.user = user
        self.become = become
        self.port = port
        self.hostname = hostname
        self.state = state
        self.units = units
        self.pages = pages
        self.checks = checks
    }
}
