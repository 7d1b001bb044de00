public import BootModel
import DHCP
public import NetTypes

/// A machine's way from its first packet to its image, as the services would decide it now; nothing is sent.
public struct Explanation: Hashable, Sendable {
    /// What a machine asks for on its way; stable words for programs.
    public enum Question: String, Hashable, Sendable {
        /// The answer to its firmware's DHCP packet.
        case offer
        /// The network boot program.
        case chainloader
        /// The answer to iPXE's DHCP packet.
        case ipxeOffer = "ipxe-offer"
        /// The script of its power-on.
        case script
        /// What the script's menu boots when nobody chooses.
        case menuDefault = "menu-default"
    }

    /// One question and its answer.
    public struct Step: Hashable, Sendable {
        /// What the machine asks for.
        public let question: Question
        /// What it gets, and why.
        public let decision: Decision
    }

    /// The machine.
    public let mac: MACAddress
    /// The node it belongs to, if any.
    public let node: Node?
    /// What it says about itself.
    public let firmware: Firmware
    /// The questions in their order, up to the first that gets nothing.
    public private(set) var steps: [Step] = []

    /// Whether the way ends without anything to boot: in silence, a refusal, or a script that only says why.
    public var endsInRefusal: Bool {
        switch steps.last?.decision.answer {
        case .silence, .refusal, .notFound, .explanation, nil: true
        case .chainloader, .scriptURL, .bootImage, .menu, .localDisk, .image, .cache, .acceptance: false
        }
    }

    /// Asks the policy what each packet and request of this machine would ask it.
    ///
    /// - Parameters:
    ///   - architecture: The type in the machine's DHCP packets (option 93).
    ///   - userClass: Its user class (option 77); iPXE's packets say `iPXE`.
    public init(
        mac: MACAddress, architecture: ClientArchitecture, userClass: String?, policy: BootPolicy,
        inventory: Inventory
    ) {
        self.mac = mac
        node = inventory.node(mac: mac)?.value
        firmware = Self.firmware(mac: mac, architecture: architecture, userClass: userClass)
        func ask(_ question: Question, _ request: BootRequest.Question) -> Decision.Answer {
            let decision = policy.decide(BootRequest(request, from: .machine(mac)), in: inventory)
            steps.append(Step(question: question, decision: decision))
            return decision.answer
        }

        func askForScript() {
            let script = ask(.script, .script(.powerOn, firmware.architecture))
            if case .menu(let menu) = script, case .profile(let name) = menu.defaultEntry {
                _ = ask(.menuDefault, .script(.profile(name), firmware.architecture))
            }
        }

        var answer = ask(firmware.kind == .ipxe ? .ipxeOffer : .offer, .offer(firmware))
        if case .chainloader(let chainloader) = answer {
            guard case .chainloader = ask(.chainloader, .chainloader(name: chainloader.name)) else { return }
            // GRUB asks for its script by name.
            if chainloader.loader == .shimGRUB {
                askForScript()
                return
            }
            let ipxe = Self.firmware(mac: mac, architecture: architecture.afterHTTPBoot, userClass: "iPXE")
            answer = ask(.ipxeOffer, .offer(ipxe))
        }
        if answer == .scriptURL { askForScript() }
    }

    /// Reads the firmware from the packet that such a machine sends, as the DHCP service does.
    private static func firmware(
        mac: MACAddress, architecture: ClientArchitecture, userClass: String?
    ) -> Firmware {
        var options = DHCPOptions()
        options[.messageType] = [DHCPMessageType.discover.rawValue]
        options[.vendorClass] = ArraySlice((architecture.bootsOverHTTP ? "HTTPClient" : "PXEClient").utf8)
        options[.clientArchitecture] = [
            UInt8(architecture.rawValue >> 8), UInt8(architecture.rawValue & 0xFF),
        ]
        options[.userClass] = userClass.map { ArraySlice($0.utf8) }
        let message = DHCPMessage(op: .request, transactionID: 1, chaddr: mac.octets[...], options: options)
        guard case .success(let request) = PXERequest.validate(message, arrivedOn: .dhcp) else {
            return Firmware(kind: .pxe, client: architecture)
        }
        return Firmware(request)
    }
}
