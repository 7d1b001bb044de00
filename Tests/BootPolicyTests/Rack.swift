import BootModel
import BootPolicy
import IPXE
import NetTypes

extension NetbootImage {
    static func sample(_ version: String) -> NetbootImage {
        NetbootImage(
            version: version, kernel: ImageFile(sha256: "k\(version)", size: 8_000_000),
            initrd: ImageFile(sha256: "i\(version)", size: 60_000_000), commandLine: "init=/init",
            instructionSet: .x86)
    }

    static let worker = sample("w1")
    static let oldWorker = sample("w0")
    static let controlPlane = sample("c1")
}

extension Decision.Answer {
    /// An image with arguments behind its own.
    static func boot(_ profile: String, _ image: NetbootImage, _ extra: String = "") -> Decision.Answer? {
        let commandLine = try? KernelCommandLine("\(image.commandLine) \(extra)")
        return commandLine.map { .bootImage(profile: profile, image, $0) }
    }
}

extension PendingInstall {
    static func sample(_ profile: String) -> PendingInstall {
        PendingInstall(job: 7, profile: profile, until: WallClock(milliseconds: 1_800_000_000_000))
    }
}

extension Chainloader {
    static let bios = Chainloader(architecture: .x86BIOS, name: "undionly.kpxe")
    static let x64 = Chainloader(architecture: .x64, name: "snponly.efi")
    static let shim = Chainloader(architecture: .x64, name: "shimx64.efi", loader: .shimGRUB)
    static let grub = Chainloader(architecture: .x64, name: "grubx64.efi", loader: .shimGRUB)
}

extension ChainloaderTable {
    static let debian12 = ChainloaderTable([.bios, .x64, .shim], loadedByThem: [.grub])
}

extension Firmware {
    static let bios = pxe(0)
    static let x64 = pxe(7)

    static func pxe(_ type: UInt16) -> Firmware {
        Firmware(kind: .pxe, client: ClientArchitecture(rawValue: type))
    }
    static func ipxe(_ type: UInt16) -> Firmware {
        Firmware(kind: .ipxe, client: ClientArchitecture(rawValue: type))
    }
    static func httpBoot(_ type: UInt16) -> Firmware {
        Firmware(kind: .httpBoot, client: ClientArchitecture(rawValue: type))
    }
}

extension Inventory {
    /// A node in every state, and profiles with two versions, one version and none.
    static let rack = Inventory(
        revision: 1,
        nodes: [
            Node(
                name: "worker-1", macs: [mac(1), mac(2)], profile: "worker", otherProfiles: ["control-plane"],
                variables: ["cmdline": "debug"]),
            Node(name: "disk", macs: [mac(3)], profile: "worker", boot: .local),
            Node(name: "disk-silent", macs: [mac(4)], profile: "worker", boot: .local, localBoot: .noOffer),
            Node(name: "held", macs: [mac(5)], profile: "worker", state: .held),
            Node(name: "ignored", macs: [mac(6)], profile: "worker", state: .ignored),
            Node(name: "unarmed", macs: [mac(7)], profile: "worker", boot: .install),
            Node(name: "empty", macs: [mac(8)], profile: "storage"),
            Node(
                name: "misquoted", macs: [mac(9)], profile: "worker",
                variables: ["cmdline": "console=\"ttyS0"]),
            Node(name: "secure", macs: [mac(11)], profile: "worker", loader: .shimGRUB),
            Node(name: "signed-ipxe", macs: [mac(12)], profile: "worker", loader: .shimIPXE),
            Node(
                name: "armed", macs: [mac(13), mac(14)], profile: "worker", boot: .install,
                variables: ["cmdline": "debug"], install: .sample("control-plane")),
            Node(
                name: "armed-own", macs: [mac(15)], profile: "worker", boot: .install,
                install: .sample("worker")),
            Node(
                name: "armed-held", macs: [mac(16)], profile: "worker", boot: .install, state: .held,
                install: .sample("control-plane")),
            Node(
                name: "armed-empty", macs: [mac(17)], profile: "worker", boot: .install,
                install: .sample("storage")),
            Node(
                name: "armed-long", macs: [mac(18)], profile: "worker", boot: .install,
                // Room for everything but a token.
                variables: ["cmdline": String(repeating: "x", count: KernelCommandLine.longest - 20)],
                install: .sample("worker")),
        ],
        profiles: [
            Profile(name: "worker", image: .worker, earlierImages: [.oldWorker]),
            Profile(name: "control-plane", image: .controlPlane, offeredToUnknown: true),
            Profile(name: "storage"),
        ])

    static func mac(_ number: UInt64) -> MACAddress { MACAddress(rawValue: 0x5254_0012_0000 + number) }
}
