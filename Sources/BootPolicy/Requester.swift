public import BootModel
public import NetTypes

/// Who is asking, as far as it can be known.
public enum Requester: Hashable, Sendable {
    /// A machine, by its own packet, by the token we gave it, or by the address it asks from.
    case machine(MACAddress)
    /// This server's own loopback.
    case appliance
    /// An address that no machine was heard from.
    case stranger(IPv4Address)
    /// A machine that names another machine's address in its URL.
    case impostor(claimed: MACAddress, actual: MACAddress)

    /// Weighs the evidence of a request that came from `address`.
    ///
    /// A token's address is proof. The address heard from the network is next. One that is only written in a URL is
    /// a claim: it holds when it is the heard one or belongs to the same node.
    public init(
        address: IPv4Address, token: MACAddress?, heard: MACAddress?, claimed: MACAddress?,
        in inventory: borrowing Inventory
    ) {
        if let token {
            self = .machine(token)
        } else if address.isLoopback {
            self = claimed.map(Requester.machine) ?? .appliance
        } else if let heard {
            if let claimed, claimed != heard, inventory.node(mac: claimed)?.macs.contains(heard) != true {
                self = .impostor(claimed: claimed, actual: heard)
            } else {
                self = .machine(claimed ?? heard)
            }
        } else {
            self = .stranger(address)
        }
    }

    /// The machine's address, where it is known.
    public var mac: MACAddress? {
        switch self {
        case .machine(let mac), .impostor(_, let mac): mac
        case .appliance, .stranger: nil
        }
    }
}
