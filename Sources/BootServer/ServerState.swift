public import BootModel
public import BootPolicy
public import Crypto
import NetIO
import NetTypes

/// All that answers depend on, immutable; each loop holds a reference and swaps it whole.
public final class ServerState: Sendable {
    /// The whitelist.
    public let inventory: Inventory
    /// The decision.
    public let policy: BootPolicy
    /// The chainloaders' contents.
    public let library: ChainloaderLibrary
    /// The scripts' templates.
    private let templates: ScriptTemplates
    /// The key of boot tokens.
    public let tokenKey: HMACKey
    /// The port of the HTTP boot listener, for URLs.
    public let httpPort: UInt16
    /// Where image versions lie.
    public let imageDirectory: String
    /// The binary cache; nil for none.
    public let cache: BinaryCache?
    /// The line of our public key that installers let in; nil where no installs run.
    public let installKey: String?

    /// Gathers a state.
    public init(
        inventory: Inventory, policy: BootPolicy, library: ChainloaderLibrary,
        templates: ScriptTemplates, tokenKey: HMACKey,
        httpPort: UInt16,
        imageDirectory: String, cache: BinaryCache? = nil, installKey: String? = nil
    ) {
        self.inventory = inventory
        self.policy = policy
        self.library = library
        self.templates = templates
        self.tokenKey = tokenKey
        self.httpPort = httpPort
        self.imageDirectory = imageDirectory
        self.cache = cache
        self.installKey = installKey
    }

    /// The same for one more loop, since processors that count references of one object wait for each other.
    func copy() -> ServerState { with(inventory) }

    /// The same with another whitelist.
    public func with(_ inventory: Inventory) -> ServerState {
        ServerState(
            inventory: inventory, policy: policy, library: library, templates: templates, tokenKey: tokenKey,
            httpPort: httpPort, imageDirectory: imageDirectory, cache: cache, installKey: installKey)
    }

    /// The same after the configuration was read again.
    public func with(
        _ policy: BootPolicy, _ library: ChainloaderLibrary, _ cache: BinaryCache?
    ) -> ServerState {
        ServerState(
            inventory: inventory, policy: policy, library: library, templates: templates, tokenKey: tokenKey,
            httpPort: httpPort, imageDirectory: imageDirectory, cache: cache, installKey: installKey)
    }

    /// The base of every URL given to a client that reaches us at `localAddress`.
    ///
    /// Always an address literal: firmware and iPXE often have no name server, and UEFI HTTP Boot refuses names then.
    func origin(_ localAddress: IPv4Address) -> String { "http://\(localAddress):\(httpPort)" }

    /// Opens a file of an image; throws when it is not the file that was imported.
    func open(_ image: NetbootImage, _ part: ImagePart) throws(SocketError) -> OpenFile {
        let file = try OpenFile(path: "\(imageDirectory)/\(image.version)/\(part.rawValue)")
        guard file.size == image.file(part).size else {
            throw SocketError(
                "serve \(part.rawValue) of version \(image.version): its size changed", errno: 0)
        }
        return file
    }

    /// The script that a decision about a path comes to; nil when it is not about a script.
    func script(
        for decision: Decision, _ path: BootPath, to mac: MACAddress?, _ token: BootToken?,
        installToken: String? = nil, from localAddress: IPv4Address
    ) -> [UInt8]? {
        var writer = ScriptWriter(
            templates: templates, origin: origin(localAddress),
            token: token?.text, mac: mac)
        writer.installToken = installToken
        switch path {
        case .script(_, let claimed, _, let architecture):
            writer.mac = claimed ?? mac
            writer.architecture = architecture
        case .grub:
            writer.language = .grub
            writer.origin = ""
        default: break
        }
        return writer.script(for: decision)
    }

    /// Decides about a request for a path.
    ///
    /// `heard` is who has the client's address; a valid token in the path tells more.
    func decide(
        _ path: BootPath, from client: IPv4Address, heard: @autoclosure () -> MACAddress?
    ) -> (decision: Decision, requester: Requester, token: BootToken?)? {
        let question: BootRequest.Question
        var tokenText: String?
        var claimed: MACAddress?
        switch path {
        case .health: return nil
        case .chainloader(let token, let name):
            question = .chainloader(name: name)
            tokenText = token
        case .script(let token, let mac, let selection, let architecture):
            question = .script(selection, architecture)
            tokenText = token
            claimed = mac
        case .autoexec(let token):
            question = .autoexec
            tokenText = token
        case .grub(let mac, let selection):
            question = .script(selection, nil)
            claimed = mac
        case .image(let token, let profile, let version, let part):
            question = .image(profile: profile, version: version, part)
            tokenText = token
        case .netbootScript(let profile): question = .netbootScript(profile: profile)
        case .cache(let file): question = .cache(file)
        case .phoneHome(let token):
            question = .report
            tokenText = token
        }
        let token = tokenText.flatMap { BootToken($0, key: tokenKey) }
            .flatMap { $0.isFresh(unixSeconds: MonotonicClock.unixMilliseconds() / 1000) ? $0 : nil }
        let requester =
            switch path {
            case .phoneHome: reporter(token, at: client, heard: heard())
            default:
                Requester(
                    address: client, token: token?.mac, heard: token == nil ? heard() : nil, claimed: claimed,
                    in: inventory)
            }
        return (policy.decide(BootRequest(question, from: requester), in: inventory), requester, token)
    }

    /// Who reports its host keys: a token alone was heard by others too, so its machine must have the address.
    private func reporter(_ token: BootToken?, at client: IPv4Address, heard: MACAddress?) -> Requester {
        guard let token, !client.isLoopback else { return .stranger(client) }
        return Requester(
            address: client, token: nil, heard: heard, claimed: token.mac, in: inventory)
    }

    /// What a machine that reaches us at `localAddress` is told behind an initrd of `size` octets.
    func segment(
        for file: NodeFile, after size: UInt64, from localAddress: IPv4Address
    ) throws -> NodeSegment {
        let server = origin(localAddress)
        guard file.isInstaller, let installKey else {
            return try NodeSegment(file, server: server, after: size)
        }
        let access = try InstallerAccess(publicKey: installKey, node: file.name, key: tokenKey)
        return try NodeSegment(file, access, server: server, after: size)
    }
}
