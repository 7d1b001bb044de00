import GRUB

extension ScriptTemplates {
    static let grubTags: Set<String> = [
        "netboot", "node", "profile", "kernelPath", "initrdPath", "arguments", "menu", "timeout", "default",
        "entries", "name", "path", "localPath", "local", "offersMenu", "menuPath", "reasons", "chainsDisk",
        "refused", "ends",
    ]

    /// Writes a script for GRUB, whose URLs are paths on the server that it was loaded from.
    ///
    /// Only a kernel's arguments can fail: those GRUB cannot hand on unchanged are refused.
    func renderForGRUB(_ script: BootScript) throws(GRUBKernelArgumentsError) -> String {
        switch script {
        case .netboot(let context): grub.render(try values(of: context))
        case .menu(let context): grub.render(values(of: context))
        case .local(let context): grub.render(values(of: context))
        case .refused(let reason):
            grub.render(["refused": ["reasons": lines(of: reason)] as [String: Any], "ends": true])
        // GRUB has no such script; its first one is found by its name.
        case .autoexec: ""
        }
    }

    private func values(of context: NetbootScriptContext) throws(GRUBKernelArgumentsError) -> [String: Any] {
        let arguments = try GRUBKernelArguments(context.commandLine + " " + context.addedArguments)
        let netboot: [String: Any] = [
            "node": context.node, "profile": context.profile, "kernelPath": context.kernelURL,
            "initrdPath": context.initrdURL, "arguments": arguments.words,
        ]
        return ["netboot": netboot, "ends": true]
    }

    private func values(of context: MenuContext) -> [String: Any] {
        let position =
            switch context.defaultChoice {
            case .entry(let position): position
            case .local: context.entries.count
            }
        // A negative time is no limit; a menu that is shown at all waits for a second.
        let seconds = context.timeout.map { String(max(1, $0.components.seconds)) } ?? "-1"
        let menu: [String: Any] = [
            "timeout": seconds, "default": String(position), "localPath": context.localURL,
            "entries": context.entries.map { ["name": $0.profile, "path": $0.url] },
        ]
        return ["menu": menu]
    }

    private func values(of context: LocalContext) -> [String: Any] {
        let local: [String: Any] = [
            "node": context.node, "reasons": lines(of: context.reason),
            "offersMenu": context.menuURL != nil, "menuPath": context.menuURL ?? "",
            // BIOS disks are none of this GRUB's business; success and failure are the same to it.
            "chainsDisk": context.method == .automatic || context.method == .sanboot,
        ]
        return ["local": local]
    }
}
