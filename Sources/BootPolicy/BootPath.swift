public import BootModel
public import NetTypes

/// The paths of the boot listener and of TFTP: one place that writes them and one that reads them.
///
/// `token` is opaque here; see `BootServer.BootToken`.
public enum BootPath: Hashable, Sendable {
    /// `/healthz`.
    case health
    /// `/b/<token>/<name>` or `/<name>`: a chainloader.
    case chainloader(token: String?, name: String)
    /// `/b/<token>/boot.ipxe`, or `/boot.ipxe?mac=…` for a chain typed by hand.
    case script(token: String?, mac: MACAddress?, ScriptSelection, Architecture?)
    /// `/b/<token>/autoexec.ipxe` or `/autoexec.ipxe`: the script that iPXE looks for where it was loaded from.
    case autoexec(token: String?)
    /// `/grub/grub.cfg`, `/grub/grub.cfg-01-<mac>` and what they lead to: `/grub/menu.cfg`, `/grub/local.cfg` and
    /// `/grub/profile/<profile>.cfg`.
    case grub(mac: MACAddress?, ScriptSelection)
    /// `/b/<token>/<profile>/<version>/bzImage`, the same below `/nixos/` without a token, or one of the image
    /// builder's spellings, `/nixos/<profile>/bzImage` and `/nixos/bzImage-<profile>`.
    case image(token: String?, profile: String, version: String?, ImagePart)
    /// `/nixos/<profile>/netboot.ipxe`.
    case netbootScript(profile: String)
    /// `/cache/nix-cache-info`, `/cache/<hash>.narinfo` and `/cache/nar/<name>`: the binary cache.
    case cache(CacheFile)
    /// `/b/<token>/phone-home`, where an installer reports its host keys.
    case phoneHome(token: String)

    /// Reads a decoded path without its leading slash, and its query.
    public init(_ path: String, query: [(name: String, value: String)] = [])
        throws(BootPathError)
    {
        var components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        var token: String?
        if components.count >= 3, components[0] == "b" {
            token = components[1]
            components.removeFirst(2)
        }
        switch components.count {
        case 1 where components[0] == "boot.ipxe": try self.init(script: token, query)
        case 1 where components[0] == "autoexec.ipxe": self = .autoexec(token: token)
        case 1 where components[0] == "healthz" && token == nil: self = .health
        case 1 where components[0] == Self.phoneHomeName:
            guard let token else { throw .notServed }
            self = .phoneHome(token: token)
        case 2...3 where components[0] == "cache" && token == nil:
            guard let file = CacheFile(components.dropFirst()) else { throw .notServed }
            self = .cache(file)
        case 1: self = .chainloader(token: token, name: components[0])
        case 2...3 where components[0] == "grub" && token == nil:
            try self.init(grub: components.dropFirst().joined(separator: "/"))
        case 2 where components[0] == "nixos" && token == nil: try self.init(flatImage: components[1])
        case 3 where components[0] == "nixos" && token == nil:
            try self.init(profile: components[1], file: components[2])
        case 3 where token != nil: try self.init(token: token, components)
        case 4 where components[0] == "nixos" && token == nil:
            try self.init(token: nil, Array(components.dropFirst()))
        default: throw .notServed
        }
    }

    private init(script token: String?, _ query: [(name: String, value: String)]) throws(BootPathError) {
        var mac: MACAddress?
        var selection = ScriptSelection.powerOn
        var architecture: Architecture?
        for (name, value) in query {
            switch name {
            case "mac":
                guard let claimed = MACAddress(value) else { throw .notAMAC(value) }
                mac = claimed
            case "arch": architecture = Architecture(rawValue: value) ?? Architecture(iPXEBuild: value)
            case "menu": selection = .menu
            case "profile": selection = .profile(value)
            case "local": selection = .localDisk
            default: break
            }
        }
        self = .script(token: token, mac: mac, selection, architecture)
    }

    /// What is below `/grub/`; GRUB also looks there for module lists, which nobody has.
    private init(grub name: String) throws(BootPathError) {
        let profile = "profile/"
        let suffix = ".cfg"
        // RFC 951's hardware type of Ethernet, then the address with hyphens.
        let machine = "grub.cfg-01-"
        if name == "grub.cfg" {
            self = .grub(mac: nil, .powerOn)
        } else if name.hasPrefix(machine), let mac = MACAddress(name.dropFirst(machine.count)) {
            self = .grub(mac: mac, .powerOn)
        } else if name == "menu.cfg" {
            self = .grub(mac: nil, .menu)
        } else if name == "local.cfg" {
            self = .grub(mac: nil, .localDisk)
        } else if name.hasPrefix(profile), name.hasSuffix(suffix), name.count > profile.count + suffix.count {
            self = .grub(mac: nil, .profile(String(name.dropFirst(profile.count).dropLast(suffix.count))))
        } else {
            throw .notServed
        }
    }

    /// `<profile>/<version>/<part>`.
    private init(token: String?, _ components: [String]) throws(BootPathError) {
        guard let part = ImagePart(rawValue: components[2]) else { throw .notServed }
        self = .image(token: token, profile: components[0], version: components[1], part)
    }

    private init(profile: String, file: String) throws(BootPathError) {
        if file == "netboot.ipxe" {
            self = .netbootScript(profile: profile)
        } else if let part = ImagePart(rawValue: file) {
            self = .image(token: nil, profile: profile, version: nil, part)
        } else {
            throw .notServed
        }
    }

    /// `/nixos/bzImage-<profile>` and `/nixos/initrd-<profile>`.
    private init(flatImage name: String) throws(BootPathError) {
        guard let dash = name.firstIndex(of: "-"), let part = ImagePart(rawValue: String(name[..<dash]))
        else {
            throw .notServed
        }
        let profile = String(name[dash...].dropFirst())
        guard !profile.isEmpty, !profile.hasPrefix(".") else { throw .notServed }
        self = .image(token: nil, profile: profile, version: nil, part)
    }

    /// Whether a program looks for a file of this name by itself, and does without it: iPXE where it came from, GRUB in its
    /// folder, shim beside itself.
    public static func isOptional(_ name: String) -> Bool {
        ["b/", "grub/", "revocations", "shim_certificate"].contains(where: name.hasPrefix)
    }

    /// The path with a leading slash and its query.
    ///
    /// Names are restricted by the database and tokens by their alphabet, so nothing needs percent-encoding.
    public var text: String { url(from: "") }

    /// The path behind the base of a URL, such as `http://10.0.0.1:8080`.
    public func url(from origin: String) -> String {
        var url = origin
        // Room for a token and a version.
        url.reserveCapacity(origin.utf8.count + 160)
        write(to: &url)
        return url
    }

    private func write(to text: inout String) {
        switch self {
        case .health: text += "/healthz"
        case .chainloader(let token, let name):
            Self.write(token, to: &text)
            text += name
        case .script(let token, let mac, let selection, let architecture):
            Self.write(token, to: &text)
            text += "boot.ipxe"
            Self.write(mac, selection, architecture, to: &text)
        case .autoexec(let token):
            Self.write(token, to: &text)
            text += "autoexec.ipxe"
        case .grub(let mac, let selection):
            text += "/grub/"
            text += grubName(mac, selection)
        case .image(let token, let profile, let version, let part):
            Self.write(version == nil ? nil : token, nixos: true, to: &text)
            for component in [profile, version] {
                guard let component else { continue }
                text += component
                text += "/"
            }
            text += part.rawValue
        case .netbootScript(let profile):
            Self.write(nil, nixos: true, to: &text)
            text += profile
            text += "/netboot.ipxe"
        case .cache(let file):
            text += "/cache/"
            text += file.components.joined(separator: "/")
        case .phoneHome(let token):
            Self.write(token, to: &text)
            text += Self.phoneHomeName
        }
    }

    /// What paths begin with; those of images without a token are below `/nixos/`.
    private static func write(_ token: String?, nixos isImage: Bool = false, to text: inout String) {
        guard let token else {
            text += isImage ? "/nixos/" : "/"
            return
        }
        text += "/b/"
        text += token
        text += "/"
    }

    /// The last component of the path that reports go to.
    public static let phoneHomeName = "phone-home"

    private func grubName(_ mac: MACAddress?, _ selection: ScriptSelection) -> String {
        switch selection {
        case .powerOn:
            "grub.cfg" + (mac.map { "-01-" + $0.description.replacing(":", with: "-") } ?? "")
        case .menu: "menu.cfg"
        case .localDisk: "local.cfg"
        case .profile(let name): "profile/\(name).cfg"
        }
    }

    private static func write(
        _ mac: MACAddress?, _ selection: ScriptSelection, _ architecture: Architecture?, to text: inout String
    ) {
        var mark = "?"
        func item(_ name: String, _ value: String) {
            text += mark
            text += name
            text += value
            mark = "&"
        }
        if let mac { item("mac=", mac.description) }
        if let architecture { item("arch=", architecture.rawValue) }
        switch selection {
        case .powerOn: break
        case .menu: item("menu=", "1")
        case .profile(let name): item("profile=", name)
        case .localDisk: item("local=", "1")
        }
    }
}
