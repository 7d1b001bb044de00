import ArgumentParser

/// `rackrise profile`.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "What machines boot: a kernel, an initrd and a command line that belong together.",
        discussion: """
            An import copies the image builder's files into the state directory, checks them, and only then makes them \
            what the profile boots. The last versions stay for 'rackrise profile rollback'.
            """,
        subcommands: [
            ImportProfiles.self, ListProfiles.self, ShowProfile.self, SetProfile.self, RollbackProfile.self,
            RemoveProfile.self,
        ])
}
