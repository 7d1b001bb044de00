import ArgumentParser
import BootModel

/// `rackrise node ignore`.
struct IgnoreNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ignore",
        abstract: "Know nodes and never answer them, until they are approved.",
        discussion: "Example, a machine that another server boots: rackrise node ignore rack1-01")

    @OptionGroup var options: NodeStateOptions

    func run() throws { try options.set(.ignored) }
}
