import GRUB
import IPXE

extension ScriptTemplates {
    static let grubTags: Set<String> = [
        "netboot", "node", "profile", "kernelPath", "initrdPath", "arguments", "menu", "timeout", "default",
        "entries", "name", "path", "localPath", "local", "offersMenu", "menuPath", "reasons", "chainsDisk",
        "refused", "ends",
    ]

    /// Writes a script for GRUB, whose URLs are paths on the server that it was loaded from.
    ///
    /// Only a kernel's arguments can fail: those GRUB cannot hand on unchanged are refused.
    func renderForGRUB(_ script: BootScript) throws(GRUBKernelArgumentsError) -> [UInt8] {
        switch script {
        case .netboot(let context): grub.render(try values(of: context))
        case .menu(let context): grub.render(values(of: context))
        case .local(let context): grub.render(values(of: context))
        case .refused(let reason):
            grub.render(["refused": .group(["reasons": .texts(lines(of: reason))]), "ends": .flag(true)])
        // GRUB has no such script; its first one is found by its name.
        case .autoexec: []
        }
    }

    private func values(of context: NetbootScriptContext) throws(GRUBKernelArgumentsError) -> ScriptValues {
        let arguments = try GRUBKernelArguments(context.commandLine.text)
        let netboot: ScriptValues = [
            "node": .text(context.node), "profile": .text(context.profile),
            "kernelPath": .text(context.kernelURL), "initrdPath": .text(context.initrdURL),
            "arguments": .texts(arguments.words),
        ]
        return ["netboot": .group(netboot), "ends": .flag(true)]
    }

    private func values(of context: MenuContext) -> ScriptValues {
        let position =
            switch context.defaultChoice {
            case .entry(let position): position
            case .local: context.entries.count
            }
        // A negative time is no limit; a menu that is shown at all waits for a second.
        let seconds = context.timeout.map { String(max(1, $0.components.seconds)) } ?? "-1"
        let menu: ScriptValues = [
            "timeout": .text(seconds), "default": .text(String(position)),
            "localPath": .text(context.localURL),
            "entries": .items(context.entries.map { ["name": .text($0.profile), "path": .text($0.url)] }),
        ]
        return ["menu": .group(menu)]
    }

    private func values(of context: LocalContext) -> ScriptValues {
        let local: ScriptValues = [
            "node": .text(context.node), "reasons": .texts(lines(of: context.reason)),
            "offersMenu": .flag(context.menuURL != nil), "menuPath": .text(context.menuURL ?? ""),
            // BIOS disks are none of this GRUB's business; success and failure are the same to it.
            "chainsDisk": .flag(context.method == .automatic || context.method == .sanboot),
        ]
        return ["local": .group(local)]
    }
}
