import BootModel
import BootPolicy
import Crypto
import Logging
import NetIO
import NetTypes

@testable import BootServer

/// A server's state with one armed node, `n1`.
enum ArmedRack {
    static let mac = MACAddress(rawValue: 0x5254_0012_0001)
    static let other = MACAddress(rawValue: 0x5254_0012_0002)
    static let key = [UInt8](repeating: 7, count: 32)
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static let image = NetbootImage(
        version: "v1", kernel: ImageFile(sha256: "k", size: 8), initrd: ImageFile(sha256: "i", size: 8),
        commandLine: "init=/init quiet", instructionSet: .x86)

    static func state() throws -> ServerState {
        let install = PendingInstall(
            job: 7, profile: "installer", until: WallClock(milliseconds: 1_800_000_000_000))
        let inventory = Inventory(
            nodes: [
                Node(
                    name: "n1", macs: [mac], profile: "worker", boot: .install, loader: .shimGRUB,
                    install: install),
                Node(name: "n2", macs: [other], profile: "worker"),
            ],
            profiles: [Profile(name: "installer", image: image), Profile(name: "worker", image: image)])
        return ServerState(
            inventory: inventory,
            policy: BootPolicy(settings: PolicySettings(), chainloaders: ChainloaderTable([])),
            library: ChainloaderLibrary(directories: []), templates: try ScriptTemplates(),
            tokenKey: try HMACKey(key),
            httpPort: 8080, imageDirectory: "/nonexistent", installKey: "ssh-ed25519 AAAA rackrise")
    }

    static func timeline() -> Timeline { Timeline(recorder: EventRecorder(), logger: logger) }

    /// The text of a token of a boot that began now.
    static func token(_ mac: MACAddress = mac, after seconds: Int64 = 0) throws -> String {
        let now = MonotonicClock.unixMilliseconds() / 1000 + seconds
        guard let token = BootToken(mac: mac, boot: UInt32(now), key: try HMACKey(key)) else {
            throw SocketError("make a token", errno: 0)
        }
        return token.text
    }
}
