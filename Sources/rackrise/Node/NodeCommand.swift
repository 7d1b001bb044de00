import ArgumentParser

/// `rackrise node`.
struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "The whitelist: which machines are booted, and with what.",
        discussion: """
            A node is one machine: a name, the MAC addresses it may boot from, a default profile, and a boot setting. \
            Wherever a command takes a node, its name or any of its MAC addresses will do.
            """,
        subcommands: [
            AddNode.self, SetNode.self, ListNodes.self, ShowNode.self, RemoveNodes.self, ApproveNodes.self,
            HoldNodes.self, IgnoreNodes.self, ImportNodes.self, ExportNodes.self,
        ])
}
