public import NetTypes

/// Something that a DHCP server sends and that leads a machine away from this netboot server.
public enum BootConflict: Hashable, Sendable {
    /// Option 60 of a netboot server, beside an address; holds its text.
    case vendorClass(String)
    /// A boot file, in the header or in option 67; holds its name.
    case bootFile(String)
    /// A next server (`siaddr`) that is neither that server nor this one.
    case nextServer(IPv4Address)
    /// The answer of another proxy-DHCP server.
    case otherProxy

    /// One sentence about `server`: who, what with its value, what comes of it, and what to do.
    public func sentence(server: IPv4Address) -> String {
        switch self {
        case .vendorClass(let text):
            """
            DHCP server \(server) sends option 60 \(text.debugDescription), so firmware asks that server for its boot \
            file and stops (PXE-E16): remove option 60 on \(server)
            """
        case .bootFile(let name):
            """
            DHCP server \(server) sends the boot file \(name.debugDescription), which shim, GRUB and some firmware \
            load instead of ours: remove the file name (filename, option 67, dhcp-boot) on \(server)
            """
        case .nextServer(let address):
            """
            DHCP server \(server) names the next server \(address), where shim and GRUB look for their files: set \
            next-server on \(server) to this server or to nothing
            """
        case .otherProxy:
            """
            \(server) answers network boots too (proxy-DHCP), and a machine takes the answer that is first: stop one \
            of the two servers
            """
        }
    }
}
