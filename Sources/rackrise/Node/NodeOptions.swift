import ArgumentParser
import BootModel
import OperatorFiles

/// What `node add` and `node set` both say about a node.
struct NodeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A further profile for its boot menu; may be given again.", valueName: "profile"),
        completion: Completion.profiles)
    var also: [ProfileReference] = []

    @Option(
        help: ArgumentHelp(
            "What a power-on does: 'local' boots its own disk, 'netboot' its profile, 'install' its profile's installer once.",
            valueName: "setting"))
    var boot: BootSetting?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "A variable, such as rack=a1; 'cmdline' is appended to the kernel's arguments, an empty value removes one. May be given again.",
            valueName: "name=value"))
    var variables: [VariableArgument] = []

    @Option(
        help: ArgumentHelp(
            "How it is sent to its own disk.", valueName: "method"))
    var localBoot: LocalBootMethod?

    @Option(
        help: ArgumentHelp(
            "What takes it from UEFI to its kernel: 'ipxe', or with Secure Boot 'shim-grub' or 'shim-ipxe'.",
            valueName: "loader"))
    var loader: Loader?

    /// Applies what was given.
    ///
    /// - Throws: A refusal of a variable.
    func apply(to node: inout Node) throws {
        for profile in also where !node.mayUse(profile.name) {
            node.otherProfiles.append(profile.name)
        }
        if let boot { node.boot = boot }
        for variable in variables {
            if let complaint = NodeVariable.complaint(about: variable.name, value: variable.value ?? "") {
                throw CommandError.refused(complaint)
            }
            node.variables[variable.name] = variable.value
        }
        if let localBoot { node.localBoot = localBoot }
        if let loader { node.loader = loader }
    }
}
