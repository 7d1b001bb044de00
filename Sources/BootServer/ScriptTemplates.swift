import CAssets
import IPXE
import NetTypes

/// The scripts that machines get, rendered from the templates in `ipxe/`.
public final class ScriptTemplates: Sendable {
    private let netboot: ScriptTemplate
    private let menu: ScriptTemplate
    private let local: ScriptTemplate
    private let refused: ScriptTemplate
    private let autoexec: ScriptTemplate
    let grub: ScriptTemplate

    /// Compiles and checks the templates that were built into the program.
    public init() throws(ScriptTemplateError) {
        netboot = try Self.compile(
            "boot.ipxe.mustache", CAssetBootTemplate(),
            tags: ["node", "profile", "kernelURL", "initrdURL", "arguments", "usesShim", "shimURL"])
        menu = try Self.compile(
            "menu.ipxe.mustache", CAssetMenuTemplate(),
            tags: [
                "node", "mac", "profiles", "label", "name", "url", "localURL", "hasTimeout", "timeout",
                "defaultLabel",
            ])
        local = try Self.compile(
            "local.ipxe.mustache", CAssetLocalTemplate(),
            tags: [
                "node", "reasons", "offersMenu", "menuURL", "timeout", "automatic", "sanboot", "exitSuccess",
                "exitFailure",
            ])
        refused = try Self.compile("refused.ipxe.mustache", CAssetRefusedTemplate(), tags: ["reasons"])
        autoexec = try Self.compile(
            "autoexec.ipxe.mustache", CAssetAutoexecTemplate(), tags: ["scriptURL"])
        grub = try Self.compile(
            "grub.cfg.mustache", CAssetGRUBTemplate(), tags: Self.grubTags, for: .grub)
    }

    /// Writes a script for iPXE.
    public func render(_ script: BootScript) -> [UInt8] {
        switch script {
        case .netboot(let context): netboot.render(values(of: context))
        case .menu(let context): menu.render(values(of: context))
        case .local(let context): local.render(values(of: context))
        case .refused(let reason): refused.render(["reasons": .texts(lines(of: reason))])
        case .autoexec(let url): autoexec.render(["scriptURL": .quoted(IPXEValue.url(url).scriptText)])
        }
    }

    private func values(of context: NetbootScriptContext) -> ScriptValues {
        [
            "node": .text(context.node),
            "profile": .text(context.profile),
            "kernelURL": .quoted(IPXEValue.url(context.kernelURL).scriptText),
            "initrdURL": .quoted(IPXEValue.url(context.initrdURL).scriptText),
            "arguments": .quoted(IPXEValue.commandLine(context.commandLine).scriptText),
            "usesShim": .flag(context.shimURL != nil),
            "shimURL": .quoted(IPXEValue.url(context.shimURL ?? "").scriptText),
        ]
    }

    private func values(of context: MenuContext) -> ScriptValues {
        [
            "node": .text(context.node),
            "mac": .text(context.mac?.description ?? ""),
            "profiles": .items(
                context.entries.enumerated().map { position, entry in
                    [
                        "label": .quoted(IPXEValue.label(position).scriptText), "name": .text(entry.profile),
                        "url": .quoted(IPXEValue.url(entry.url).scriptText),
                    ]
                }),
            "localURL": .quoted(IPXEValue.url(context.localURL).scriptText),
            "defaultLabel": .text(label(of: context.defaultChoice)),
            "hasTimeout": .flag(context.timeout != nil),
            "timeout": .quoted(context.timeout.map { IPXEValue.milliseconds($0).scriptText } ?? ""),
        ]
    }

    private func values(of context: LocalContext) -> ScriptValues {
        [
            "node": .text(context.node),
            "reasons": .texts(lines(of: context.reason)),
            "offersMenu": .flag(context.menuURL != nil),
            "menuURL": .quoted(IPXEValue.url(context.menuURL ?? "").scriptText),
            "timeout": .quoted(IPXEValue.milliseconds(context.menuKeyTimeout).scriptText),
            "automatic": .flag(context.method == .automatic),
            "sanboot": .flag(context.method == .sanboot),
            "exitSuccess": .flag(context.method == .exit),
            "exitFailure": .flag(context.method == .exitFailure),
        ]
    }

    private func label(of choice: MenuContext.Choice) -> String {
        switch choice {
        case .entry(let position): IPXEValue.label(position).scriptText
        case .local: "local"
        }
    }

    func lines(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    private static func compile(
        _ name: String, _ asset: CAsset, tags: Set<String>, for language: ScriptLanguage = .ipxe
    ) throws(ScriptTemplateError) -> ScriptTemplate {
        let source = String(
            decoding: UnsafeBufferPointer(start: asset.octets, count: asset.length), as: UTF8.self)
        return try ScriptTemplate(name, source: source, tags: tags, for: language)
    }
}
