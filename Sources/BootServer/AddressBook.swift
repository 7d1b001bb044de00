import NetTypes

/// Which machine has an address: from the DHCP packets heard, else from ARP and the kernel's neighbour table.
///
/// DHCP counts first, because behind a relay the neighbour is the router.
struct AddressBook: Sendable {
    /// Most addresses of each source; at the bound, new ones replace arbitrary old ones.
    static let capacity = 65_536

    private var leased: [IPv4Address: MACAddress] = [:]
    private var neighbours: [IPv4Address: MACAddress] = [:]

    /// What a source has learned.
    enum Fact: Sendable {
        /// A machine named the address in a DHCPREQUEST, or a server gave it in a DHCPACK.
        case leased(IPv4Address, MACAddress)
        /// A machine told its address by ARP.
        case announced(IPv4Address, MACAddress)
        /// The kernel's table has the address, or has it no longer.
        case neighbour(IPv4Address, MACAddress?)
    }

    /// How many facts are remembered.
    var count: Int { leased.count + neighbours.count }

    /// Takes in a fact and says whether it was news.
    @discardableResult
    mutating func learn(_ fact: Fact) -> Bool {
        switch fact {
        case .leased(let address, let mac): Self.put(mac, at: address, in: &leased)
        case .announced(let address, let mac), .neighbour(let address, let mac?):
            Self.put(mac, at: address, in: &neighbours)
        case .neighbour(let address, nil): neighbours.removeValue(forKey: address) != nil
        }
    }

    /// Who has the address.
    func mac(of address: IPv4Address) -> MACAddress? {
        leased[address] ?? neighbours[address]
    }

    private static func put(
        _ mac: MACAddress, at address: IPv4Address, in table: inout [IPv4Address: MACAddress]
    ) -> Bool {
        if table[address] == mac { return false }
        if table.count >= capacity, table[address] == nil, let victim = table.keys.first {
            table[victim] = nil
        }
        table[address] = mac
        return true
    }
}
