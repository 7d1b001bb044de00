import ArgumentParser
import BootModel

/// `rackrise node hold`.
struct HoldNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract:
            "Send nodes to their local disk, whatever their boot setting says, until they are approved.",
        discussion: "Nobody at the console overrides it. Example: rackrise node hold rack1-01 rack1-02")

    @OptionGroup var options: NodeStateOptions

    func run() throws { try options.set(.held) }
}
