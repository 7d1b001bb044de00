import ArgumentParser

/// `rackrise install`.
struct InstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install machines by the plan of their profile, once each, and see how far they are.",
        discussion: """
            Arming gives a node one install: its next power-on boots the installer, and when the disk is verified it \
            boots its disk for good. An arming has a time and a number of boots; whatever ends it, the node boots its \
            local disk.

              rackrise install rack1-01 --wait
              rackrise install status
              rackrise install logs rack1-01 --follow
            """,
        subcommands: [
            ArmNodes.self, ShowInstalls.self, ShowInstallLogs.self, CancelInstall.self, RetryInstall.self,
            TrustInstaller.self, ShowInstallKey.self,
        ],
        defaultSubcommand: ArmNodes.self)
}
