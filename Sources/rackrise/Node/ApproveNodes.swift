import ArgumentParser
import BootModel

/// `rackrise node approve`.
struct ApproveNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let held or ignored nodes boot as their boot setting says.",
        discussion: "Example: rackrise node approve rack1-01")

    @OptionGroup var options: NodeStateOptions

    func run() throws { try options.set(.allowed) }
}
