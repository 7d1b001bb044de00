import BootModel
import BootPolicy
import NetTypes
import Testing

/// The table: architecture × step × node state → answer.
struct DecisionTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var node: String
        var question: BootRequest.Question
        var answer: Decision.Answer?
        var code: Reason.Code
        var settings = PolicySettings()

        var testDescription: String { "\(node), \(question) → \(code)" }
    }

    static let offers: [Row] = [
        Row(node: "worker-1", question: .offer(.bios), answer: .chainloader(.bios), code: .allowed),
        Row(node: "worker-1", question: .offer(.x64), answer: .chainloader(.x64), code: .allowed),
        Row(node: "worker-1", question: .offer(.pxe(9)), answer: .chainloader(.x64), code: .allowed),
        Row(node: "worker-1", question: .offer(.httpBoot(16)), answer: .chainloader(.x64), code: .allowed),
        Row(node: "worker-1", question: .offer(.ipxe(0)), answer: .scriptURL, code: .allowed),
        Row(node: "worker-1", question: .offer(.ipxe(7)), answer: .scriptURL, code: .allowed),
        // ia32, arm32, arm64 and RISC-V have no chainloader in this table: silence, never another's binary.
        Row(node: "worker-1", question: .offer(.pxe(6)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.pxe(10)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.pxe(11)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.pxe(27)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.httpBoot(19)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.pxe(2)), answer: .silence, code: .noChainloader),
        Row(node: "worker-1", question: .offer(.pxe(999)), answer: .silence, code: .noChainloader),
        Row(node: "disk", question: .offer(.x64), answer: .chainloader(.x64), code: .localDisk),
        Row(node: "disk-silent", question: .offer(.x64), answer: .silence, code: .localDisk),
        Row(node: "held", question: .offer(.x64), answer: .chainloader(.x64), code: .held),
        Row(node: "held", question: .offer(.ipxe(0)), answer: .scriptURL, code: .held),
        Row(node: "ignored", question: .offer(.x64), answer: .silence, code: .ignored),
        Row(node: "ignored", question: .offer(.ipxe(7)), answer: .silence, code: .ignored),
        Row(node: "unarmed", question: .offer(.x64), answer: .chainloader(.x64), code: .notArmed),
        Row(node: "unknown", question: .offer(.x64), answer: .silence, code: .unknownMachine),
        Row(node: "unknown", question: .offer(.ipxe(0)), answer: .silence, code: .unknownMachine),
        Row(
            node: "unknown", question: .offer(.x64), answer: .silence, code: .unknownMachine,
            settings: PolicySettings(unknownMachines: .ignore)),
        Row(
            node: "unknown", question: .offer(.x64), answer: .chainloader(.x64), code: .allowed,
            settings: PolicySettings(unknownMachines: .menu)),
    ]

    /// What a node's loader makes of its offers: Secure Boot is UEFI's alone, and GRUB has no HTTP.
    static let loaders: [Row] = [
        Row(node: "secure", question: .offer(.x64), answer: .chainloader(.shim), code: .allowed),
        Row(node: "secure", question: .offer(.bios), answer: .chainloader(.bios), code: .allowed),
        Row(node: "secure", question: .offer(.ipxe(7)), answer: .scriptURL, code: .allowed),
        Row(node: "secure", question: .offer(.httpBoot(16)), answer: .silence, code: .noChainloader),
        Row(node: "secure", question: .offer(.pxe(11)), answer: .silence, code: .noChainloader),
        Row(node: "signed-ipxe", question: .offer(.x64), answer: .silence, code: .noChainloader),
        Row(
            node: "secure", question: .chainloader(name: "grubx64.efi"), answer: .chainloader(.grub),
            code: .allowed),
        // shim looks for more, and must be told at once that it is not there.
        Row(
            node: "secure", question: .chainloader(name: "revocations_sbat.efi"), answer: .notFound,
            code: .notFound),
        Row(
            node: "unknown", question: .chainloader(name: "grubx64.efi"), answer: .refusal,
            code: .unknownMachine),
        Row(node: "worker-1", question: .autoexec, answer: .scriptURL, code: .allowed),
        Row(node: "disk", question: .autoexec, answer: .scriptURL, code: .localDisk),
        Row(node: "held", question: .autoexec, answer: .scriptURL, code: .held),
        Row(node: "unarmed", question: .autoexec, answer: .scriptURL, code: .notArmed),
        Row(node: "ignored", question: .autoexec, answer: .refusal, code: .ignored),
        Row(node: "unknown", question: .autoexec, answer: .refusal, code: .unknownMachine),
        Row(
            node: "unknown", question: .autoexec, answer: .scriptURL, code: .allowed,
            settings: PolicySettings(unknownMachines: .menu)),
    ]

    static let scripts: [Row] = [
        Row(
            node: "worker-1", question: .script(.powerOn, .x64),
            answer: .menu(
                BootMenu(
                    entries: [.profile("worker"), .profile("control-plane"), .localDisk],
                    defaultEntry: .profile("worker"), timeout: .seconds(5))), code: .allowed),
        Row(
            node: "worker-1", question: .script(.powerOn, .x64),
            answer: .boot("worker", .worker, "debug"), code: .allowed,
            settings: PolicySettings(menuTimeout: .zero)),
        Row(
            node: "worker-1", question: .script(.profile("control-plane"), .x64),
            answer: .boot("control-plane", .controlPlane, "debug"),
            code: .allowed),
        Row(
            node: "worker-1", question: .script(.profile("storage"), .x64), answer: .explanation,
            code: .profileNotAllowed),
        Row(
            node: "worker-1", question: .script(.profile("nope"), .x64), answer: .explanation,
            code: .notFound),
        Row(
            node: "worker-1", question: .script(.localDisk, .x64),
            answer: .localDisk(.automatic, menuOnKey: false),
            code: .localDisk),
        Row(
            node: "worker-1", question: .script(.profile("worker"), .arm64), answer: .explanation,
            code: .wrongArchitecture),
        Row(
            node: "disk", question: .script(.powerOn, .x64), answer: .localDisk(.automatic, menuOnKey: true),
            code: .localDisk),
        Row(
            node: "disk", question: .script(.menu, .x64),
            answer: .menu(
                BootMenu(entries: [.profile("worker"), .localDisk], defaultEntry: .localDisk, timeout: nil)),
            code: .allowed),
        Row(
            node: "disk", question: .script(.profile("worker"), .x86BIOS),
            answer: .boot("worker", .worker), code: .allowed),
        Row(
            node: "held", question: .script(.powerOn, nil), answer: .localDisk(.automatic, menuOnKey: false),
            code: .held),
        Row(
            node: "held", question: .script(.profile("worker"), nil),
            answer: .localDisk(.automatic, menuOnKey: false), code: .held),
        Row(
            node: "misquoted", question: .script(.profile("worker"), .x64), answer: .explanation,
            code: .unusableArguments),
        Row(node: "ignored", question: .script(.powerOn, nil), answer: .refusal, code: .ignored),
        Row(node: "unarmed", question: .script(.powerOn, nil), answer: .explanation, code: .notArmed),
        Row(
            node: "unarmed", question: .script(.menu, nil),
            answer: .menu(
                BootMenu(entries: [.profile("worker"), .localDisk], defaultEntry: .localDisk, timeout: nil)),
            code: .allowed),
        Row(node: "empty", question: .script(.profile("storage"), nil), answer: .explanation, code: .noImage),
        Row(node: "unknown", question: .script(.powerOn, nil), answer: .refusal, code: .unknownMachine),
        Row(
            node: "unknown", question: .script(.powerOn, nil),
            answer: .menu(
                BootMenu(
                    entries: [.profile("control-plane"), .localDisk], defaultEntry: .localDisk,
                    timeout: .seconds(5))),
            code: .allowed, settings: PolicySettings(unknownMachines: .menu)),
        Row(
            node: "unknown", question: .script(.profile("worker"), nil), answer: .explanation,
            code: .profileNotAllowed, settings: PolicySettings(unknownMachines: .menu)),
    ]

    static let files: [Row] = [
        Row(
            node: "worker-1", question: .chainloader(name: "snponly.efi"), answer: .chainloader(.x64),
            code: .allowed),
        Row(node: "worker-1", question: .chainloader(name: "other.efi"), answer: .notFound, code: .notFound),
        Row(
            node: "disk", question: .chainloader(name: "snponly.efi"), answer: .chainloader(.x64),
            code: .localDisk),
        Row(
            node: "unarmed", question: .chainloader(name: "snponly.efi"), answer: .chainloader(.x64),
            code: .notArmed),
        Row(node: "ignored", question: .chainloader(name: "snponly.efi"), answer: .refusal, code: .ignored),
        Row(
            node: "unknown", question: .chainloader(name: "snponly.efi"), answer: .refusal,
            code: .unknownMachine),
        Row(
            node: "worker-1", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed),
        Row(
            node: "worker-1", question: .image(profile: "worker", version: "w0", .initrd),
            answer: .image(.oldWorker, .initrd), code: .allowed),
        Row(
            node: "worker-1", question: .image(profile: "worker", version: "gone", .initrd),
            answer: .notFound,
            code: .notFound),
        Row(
            node: "worker-1", question: .image(profile: "storage", version: nil, .kernel), answer: .refusal,
            code: .profileNotAllowed),
        Row(
            node: "worker-1", question: .image(profile: "nope", version: nil, .kernel), answer: .refusal,
            code: .notFound),
        Row(
            node: "empty", question: .image(profile: "storage", version: nil, .kernel), answer: .notFound,
            code: .noImage),
        Row(
            node: "disk", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed),
        Row(
            node: "held", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed),
        Row(
            node: "unarmed", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed),
        Row(
            node: "ignored", question: .image(profile: "worker", version: nil, .kernel), answer: .refusal,
            code: .ignored),
        Row(
            node: "unknown", question: .image(profile: "worker", version: nil, .kernel), answer: .refusal,
            code: .unknownMachine),
        Row(
            node: "unknown", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed, settings: PolicySettings(openImages: true)),
        Row(
            node: "unknown", question: .image(profile: "control-plane", version: nil, .kernel),
            answer: .image(.controlPlane, .kernel), code: .allowed,
            settings: PolicySettings(unknownMachines: .menu)),
        Row(
            node: "unknown", question: .netbootScript(profile: "worker"), answer: .refusal,
            code: .unknownMachine),
        Row(
            node: "worker-1", question: .netbootScript(profile: "worker"),
            answer: .boot("worker", .worker), code: .allowed),
    ]

    /// An armed install is followed at a power-on alone, from the profile of the installer.
    static let installs: [Row] = [
        Row(node: "armed", question: .offer(.x64), answer: .chainloader(.x64), code: .armed),
        Row(node: "armed", question: .offer(.bios), answer: .chainloader(.bios), code: .armed),
        Row(node: "armed", question: .offer(.pxe(11)), answer: .silence, code: .noChainloader),
        Row(node: "armed", question: .offer(.ipxe(7)), answer: .scriptURL, code: .armed),
        Row(
            node: "armed", question: .chainloader(name: "snponly.efi"), answer: .chainloader(.x64),
            code: .armed),
        Row(node: "armed", question: .autoexec, answer: .scriptURL, code: .armed),
        Row(
            node: "armed", question: .script(.powerOn, .x64),
            answer: .boot("control-plane", .controlPlane, "debug"),
            code: .armed),
        Row(
            node: "armed", question: .script(.powerOn, .x64),
            answer: .boot("control-plane", .controlPlane, "debug"),
            code: .armed, settings: PolicySettings(menuTimeout: .zero)),
        Row(
            node: "armed-own", question: .script(.powerOn, nil),
            answer: .boot("worker", .worker), code: .armed),
        Row(
            node: "armed", question: .script(.powerOn, .arm64), answer: .explanation,
            code: .wrongArchitecture),
        Row(node: "armed-empty", question: .script(.powerOn, .x64), answer: .explanation, code: .noImage),
        Row(
            node: "armed-long", question: .script(.powerOn, .x64), answer: .explanation,
            code: .unusableArguments),
        Row(
            node: "armed-held", question: .script(.powerOn, .x64),
            answer: .localDisk(.automatic, menuOnKey: false), code: .held),
        Row(
            node: "armed", question: .script(.menu, .x64),
            answer: .menu(
                BootMenu(entries: [.profile("worker"), .localDisk], defaultEntry: .localDisk, timeout: nil)),
            code: .allowed),
        Row(
            node: "armed", question: .script(.profile("worker"), .x64),
            answer: .boot("worker", .worker, "debug"), code: .allowed),
        Row(
            node: "armed", question: .script(.profile("control-plane"), .x64), answer: .explanation,
            code: .profileNotAllowed),
        Row(
            node: "armed", question: .script(.localDisk, .x64),
            answer: .localDisk(.automatic, menuOnKey: false), code: .localDisk),
        Row(
            node: "armed", question: .image(profile: "control-plane", version: nil, .kernel),
            answer: .image(.controlPlane, .kernel), code: .allowed),
        Row(
            node: "armed", question: .image(profile: "worker", version: nil, .kernel),
            answer: .image(.worker, .kernel), code: .allowed),
        Row(
            node: "armed-held", question: .image(profile: "control-plane", version: nil, .kernel),
            answer: .refusal, code: .profileNotAllowed),
        Row(node: "armed", question: .report, answer: .acceptance, code: .armed),
        Row(node: "armed-held", question: .report, answer: .refusal, code: .notArmed),
        Row(node: "unarmed", question: .report, answer: .refusal, code: .notArmed),
        Row(node: "worker-1", question: .report, answer: .refusal, code: .notArmed),
        Row(node: "ignored", question: .report, answer: .refusal, code: .ignored),
        Row(node: "unknown", question: .report, answer: .refusal, code: .unknownMachine),
        Row(
            node: "unknown", question: .report, answer: .refusal, code: .unknownMachine,
            settings: PolicySettings(unknownMachines: .menu)),
        Row(node: "worker-1", question: .cache(.info), answer: .cache(.info), code: .allowed),
        Row(node: "disk", question: .cache(.info), answer: .cache(.info), code: .allowed),
        Row(node: "held", question: .cache(.info), answer: .cache(.info), code: .allowed),
        Row(node: "armed", question: .cache(.info), answer: .cache(.info), code: .allowed),
        Row(node: "unarmed", question: .cache(.info), answer: .cache(.info), code: .allowed),
        Row(node: "ignored", question: .cache(.info), answer: .refusal, code: .ignored),
        Row(
            node: "unknown", question: .cache(.info), answer: .refusal, code: .unknownMachine,
            settings: PolicySettings(openImages: true)),
        Row(
            node: "unknown", question: .cache(.info), answer: .refusal, code: .unknownMachine,
            settings: PolicySettings(unknownMachines: .menu)),
    ]

    @Test(arguments: offers + loaders + scripts + files + installs)
    func `every step follows the node's state`(row: Row) {
        let inventory = Inventory.rack
        let mac = inventory.node(name: row.node)?.macs.first ?? MACAddress(rawValue: 0x5254_0000_FFFF)
        let policy = BootPolicy(settings: row.settings, chainloaders: .debian12)
        let decision = policy.decide(BootRequest(row.question, from: .machine(mac)), in: inventory)
        #expect(decision.answer == row.answer)
        #expect(decision.reason.code == row.code, "\(decision.reason)")
        #expect(decision.node?.name == (row.node == "unknown" ? nil : row.node))
    }

    @Test(arguments: installs)
    func `only the script of a power-on begins a boot of the installer`(row: Row) {
        let mac = Inventory.rack.node(name: row.node)?.macs.first ?? MACAddress(rawValue: 0x5254_0000_FFFF)
        let policy = BootPolicy(settings: row.settings, chainloaders: .debian12)
        let decision = policy.decide(BootRequest(row.question, from: .machine(mac)), in: .rack)
        let isInstaller =
            switch (row.question, row.answer) {
            case (.script(.powerOn, _), .bootImage), (.report, .acceptance): true
            default: false
            }
        #expect((decision.install != nil) == isInstaller)
    }

    @Test
    func `a node that only should be installed is told the next command`() {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        let request = BootRequest(.script(.powerOn, .x64), from: .machine(Inventory.mac(7)))
        let withoutPlan = policy.decide(request, in: .rack).reason.text
        #expect(withoutPlan.contains("rackrise profile set worker --plan"))
        var inventory = Inventory.rack
        let planned = Profile(name: "worker", image: .worker, plan: "0123")
        inventory.apply(nodes: [], profiles: [("worker", planned)], revision: 2)
        let withPlan = policy.decide(request, in: inventory).reason.text
        #expect(withPlan.contains("rackrise install unarmed arms it") && !withPlan.contains("--plan"))
    }

    @Test
    func `a refused image names the key that opens it`() {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        let request = BootRequest(
            .image(profile: "worker", version: nil, .kernel), from: .stranger(IPv4Address(10, 0, 0, 9)))
        let decision = policy.decide(request, in: .rack)
        #expect(decision.answer == .refusal)
        #expect(decision.reason.text.contains("http.openImages: true"))
        #expect(decision.reason.text.contains("10.0.0.9"))
    }

    @Test
    func `the appliance itself may fetch everything`() {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        let image = policy.decide(
            BootRequest(.image(profile: "worker", version: nil, .kernel), from: .appliance), in: .rack)
        #expect(image.answer == .image(.worker, .kernel))
        let loader = policy.decide(
            BootRequest(.chainloader(name: "snponly.efi"), from: .appliance), in: .rack)
        #expect(loader.answer == .chainloader(.x64))
    }

    @Test
    func `iPXE behind its own shim starts kernels through the distribution's`() {
        let policy = BootPolicy(
            settings: PolicySettings(menuTimeout: .zero), chainloaders: .debian12)
        func shim(_ mac: UInt64) -> Chainloader? {
            let request = BootRequest(.script(.powerOn, .x64), from: .machine(Inventory.mac(mac)))
            return policy.decide(request, in: .rack).shim
        }
        #expect(shim(12) == .shim)
        #expect(shim(1) == nil)
        #expect(shim(11) == nil)
    }

    @Test(arguments: [
        (type: UInt16(0), isCutDown: true, loads: Chainloader?.some(.bios)), (0, false, nil), (7, true, nil),
    ])
    func `an iPXE without HTTP or bzImage loads a fuller one first, where there is one`(
        type: UInt16, isCutDown: Bool, loads: Chainloader?
    ) {
        let firmware = Firmware(
            kind: .ipxe, client: ClientArchitecture(rawValue: type), isCutDown: isCutDown)
        let request = BootRequest(.offer(firmware), from: .machine(Inventory.mac(1)))
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        #expect(policy.decide(request, in: .rack).answer == loads.map { .chainloader($0) } ?? .scriptURL)
        let bare = BootPolicy(settings: PolicySettings(), chainloaders: ChainloaderTable([]))
        #expect(bare.decide(request, in: .rack).answer == .scriptURL)
    }
}
