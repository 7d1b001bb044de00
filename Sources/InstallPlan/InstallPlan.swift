/// How machines of a profile are installed: what they become, and how each phase behaves.
///
/// A value without any node in it; references such as `${node.name}` are filled in for each job.
public struct InstallPlan: Hashable, Sendable {
    /// The profile whose netboot image is the installer; nil for the profile that is installed.
    public var installer: String?
    /// How we log in to the installer.
    public var login: Login
    /// The store path of the system that is installed.
    public var system: Template
    /// The disks that are installed on.
    public var disk: DiskSelector
    /// The partitions; nil when the scripts around the phase `partition` make and mount them.
    public var layout: DiskLayout?
    /// How the closure comes to the disk.
    public var copy: CopyMode
    /// Files and secrets that are put into the system.
    public var files: [PlannedFile]
    /// What is proved before the restart.
    public var verify: VerifySettings
    /// What is proved after the restart.
    public var confirm: ConfirmSettings
    /// How each phase behaves.
    public var phases: PhaseTable

    /// A plan that installs `system` with every other setting at its standard value.
    public init(system: Template) {
        self.system = system
        login = Login()
        disk = DiskSelector()
        layout = DiskLayout()
        copy = .push
        files = []
        verify = VerifySettings()
        confirm = ConfirmSettings()
        phases = PhaseTable()
    }
}
