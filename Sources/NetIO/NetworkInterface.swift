import Glibc
public import NetTypes

/// A network interface as the kernel shows it at one moment.
public struct NetworkInterface: Sendable, Hashable {
    /// The kernel's name, such as `eno2`.
    public var name: String
    /// The kernel's number.
    public var index: Int32
    /// Its Ethernet address, if it has one.
    public var hardwareAddress: MACAddress?
    /// Its IPv4 addresses in the kernel's order.
    public var addresses: [IPv4Subnet]
    /// Whether it is up.
    public var isUp: Bool
    /// Whether an IPv4 default route leaves through it.
    public var carriesDefaultRoute: Bool
    /// Longest IP packet in octets.
    public var mtu: Int

    /// The address to answer from: the first that is not link-local, else the first.
    public var primaryAddress: IPv4Subnet? {
        addresses.first { !$0.address.isLinkLocal } ?? addresses.first
    }

    /// The interface's own address in the subnet of `neighbour`, else the primary one.
    public func address(facing neighbour: IPv4Address) -> IPv4Address? {
        (addresses.first { $0.contains(neighbour) } ?? primaryAddress)?.address
    }

    /// All interfaces of this network namespace, by name.
    ///
    /// Throws where the kernel does not tell, as without a free descriptor: that is not the same as none.
    public static func all() throws(SocketError) -> [String: NetworkInterface] {
        var list: UnsafeMutablePointer<ifaddrs>?
        try check("list the network interfaces", getifaddrs(&list))
        defer { freeifaddrs(list) }
        let defaultRoutes = interfacesWithDefaultRoute()
        var interfaces: [String: NetworkInterface] = [:]
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let name = String(cString: entry.ifa_name)
            let index = if_nametoindex(name)
            // Gone since the list was made, or not told.
            if index == 0 {
                if errno == ENODEV { continue }
                throw SocketError("look up the interface \(name)", errno: errno)
            }
            var interface =
                interfaces[name]
                ?? NetworkInterface(
                    name: name, index: Int32(index),
                    hardwareAddress: hardwareAddress(of: name),
                    addresses: [],
                    isUp: entry.ifa_flags & UInt32(IFF_UP) != 0,
                    carriesDefaultRoute: defaultRoutes.contains(name), mtu: mtu(of: name))
            if let subnet = subnet(of: entry) { interface.addresses.append(subnet) }
            interfaces[name] = interface
        }
        return interfaces
    }

    private static func subnet(of entry: ifaddrs) -> IPv4Subnet? {
        guard let address = entry.ifa_addr, address.pointee.sa_family == UInt16(AF_INET),
            let mask = entry.ifa_netmask
        else { return nil }
        return IPv4Subnet(address: ipv4(address), prefixLength: ipv4(mask).rawValue.nonzeroBitCount)
    }

    private static func ipv4(_ address: UnsafeMutablePointer<sockaddr>) -> IPv4Address {
        address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
            IPv4Address(rawValue: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
        }
    }

    private static func hardwareAddress(of name: String) -> MACAddress? {
        contents(of: "/sys/class/net/\(name)/address").flatMap { MACAddress($0.prefix { $0 != "\n" }) }
    }

    private static func mtu(of name: String) -> Int {
        guard let text = contents(of: "/sys/class/net/\(name)/mtu"),
            let mtu = Int(text.filter(\.isNumber))
        else { return 1500 }
        return mtu
    }

    /// `/proc/net/route`: name, destination, gateway, flags, …, mask in the eighth column; all zero is the default.
    private static func interfacesWithDefaultRoute() -> Set<String> {
        let rows = (contents(of: "/proc/net/route") ?? "").split(separator: "\n").dropFirst()
        let names = rows.compactMap { row -> String? in
            let columns = row.split(whereSeparator: \.isWhitespace)
            guard columns.count >= 8, columns[1] == "00000000", columns[7] == "00000000" else { return nil }
            return String(columns[0])
        }
        return Set(names)
    }

    /// A small file of the kernel's, whose size is not known before it is read.
    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while octets.count < 4 << 20 {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            octets += chunk.prefix(count)
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
