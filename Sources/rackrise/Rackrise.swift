import ArgumentParser

/// The command line: one command that serves, and the ones that edit and ask the database.
@main
struct Rackrise: AsyncParsableCommand {
    /// Every subcommand in the order of the help.
    static let subcommands: [any ParsableCommand.Type] = [
        ServeCommand.self,
        NodeCommand.self, ProfileCommand.self, PlanCommand.self, SecretCommand.self, InstallCommand.self,
        ExplainCommand.self,
        EventsCommand.self,
        ConfigCommand.self, BackupCommand.self, StormCommand.self,
    ]

    static let configuration = CommandConfiguration(
        commandName: "rackrise",
        abstract: "Boots bare-metal servers over the network, next to the DHCP server that is already there.",
        discussion: """
            A machine is booted when its MAC address belongs to a node, and the node names a profile:

              rackrise profile import worker ./result
              rackrise node add 52:54:00:12:34:56 --name rack1-01 --profile worker
              rackrise serve --interface eno2

            Commands change the database at once; a running daemon follows within a second. Exit status: 0 done, \
            1 failed, 2 not found or refused, 64 wrong usage.
            """,
        version: "0.1.0",
        subcommands: subcommands)

    /// Runs one command; every error becomes a sentence on standard error and an exit status.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandError(describing: error) else { exit(withError: error) }
            Console.writeError(failure.message)
            exit(withError: failure.exitCode)
        }
    }
}
