import BootModel
import BootPolicy
import IPXE
import NetTypes

/// Turns a decision into the text of the script that carries it out.
struct ScriptWriter {
    let templates: ScriptTemplates
    /// What reads the script.
    var language = ScriptLanguage.ipxe
    /// The base of every URL, such as `http://10.0.0.1:8080`; GRUB's paths need none.
    var origin: String
    /// The token of the request, passed on in the script's own URLs.
    let token: String?
    /// The token of the boot that a script of an installer begins.
    var installToken: String?
    /// The address that a hand-typed chain named, passed on where there is no token.
    var mac: MACAddress?
    /// What the script runs on, where that is known.
    var architecture: Architecture?

    /// The script, or one that says why there is none; nil when the decision is not about a script.
    func script(for decision: Decision) -> [UInt8]? {
        do {
            guard let script = try bootScript(for: decision) else { return nil }
            return try render(script)
        } catch {
            return try? render(.refused(reason: "\(error)"))
        }
    }

    private func render(_ script: BootScript) throws -> [UInt8] {
        switch language {
        case .ipxe: templates.render(script)
        case .grub: try templates.renderForGRUB(script)
        }
    }

    private func bootScript(for decision: Decision) throws -> BootScript? {
        let name = decision.node?.name ?? "unknown machine"
        switch decision.answer {
        case .bootImage(let profile, let image, let commandLine):
            guard let commandLine = try arguments(commandLine, decision.install) else { return nil }
            return .netboot(
                NetbootScriptContext(
                    node: name, profile: profile, kernelURL: url(profile, image, .kernel),
                    initrdURL: url(profile, image, .initrd), commandLine: commandLine,
                    shimURL: decision.shim.map(url)))
        case .menu(let menu): return .menu(context(menu, name))
        case .localDisk(let method, let menuOnKey):
            return .local(
                LocalContext(
                    node: name, reason: decision.reason.text, method: localMethod(method),
                    menuURL: menuOnKey ? url(.menu) : nil))
        case .explanation: return .refused(reason: decision.reason.text)
        case .scriptURL where language == .ipxe:
            return .autoexec(
                scriptURL: BootPath.script(token: token, mac: mac, .powerOn, nil).url(from: origin))
        case .silence, .refusal, .notFound, .chainloader, .scriptURL, .image, .cache, .acceptance: return nil
        }
    }

    /// The arguments, of an installer with the boot's token behind them; nil for an installer without a token.
    private func arguments(
        _ commandLine: KernelCommandLine, _ install: PendingInstall?
    ) throws(KernelCommandLineError) -> KernelCommandLine? {
        guard install != nil else { return commandLine }
        guard let installToken else { return nil }
        return try commandLine.appending(
            KernelCommandLine("\(PendingInstall.tokenArgument)=\(installToken)"))
    }

    private func context(_ menu: BootMenu, _ name: String) -> MenuContext {
        let profiles = menu.entries.compactMap { entry -> String? in
            guard case .profile(let profile) = entry else { return nil }
            return profile
        }
        var choice = MenuContext.Choice.local
        if case .profile(let profile) = menu.defaultEntry, let position = profiles.firstIndex(of: profile) {
            choice = .entry(position)
        }
        return MenuContext(
            node: name, mac: mac,
            entries: profiles.map { MenuContext.Entry(profile: $0, url: url(.profile($0))) },
            localURL: url(.localDisk), defaultChoice: choice, timeout: menu.timeout)
    }

    private func localMethod(_ method: LocalBootMethod) -> LocalContext.Method {
        switch method {
        case .automatic: .automatic
        case .sanboot: .sanboot
        case .exit: .exit
        case .exitFailure, .noOffer: .exitFailure
        }
    }

    private func url(_ selection: ScriptSelection) -> String {
        language == .grub
            ? BootPath.grub(mac: nil, selection).text
            : BootPath.script(token: token, mac: token == nil ? mac : nil, selection, architecture)
                .url(from: origin)
    }

    private func url(_ chainloader: Chainloader) -> String {
        BootPath.chainloader(token: token, name: chainloader.name).url(from: origin)
    }

    private func url(_ profile: String, _ image: NetbootImage, _ part: ImagePart) -> String {
        BootPath.image(token: token, profile: profile, version: image.version, part).url(from: origin)
    }
}
