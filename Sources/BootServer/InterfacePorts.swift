import NetIO

/// What is open on one served interface; sockets bound to an interface hear nothing of one that is made anew.
@NetLoop
final class InterfacePorts {
    /// The kernel's number of the interface that these are bound to.
    let index: Int32
    private let dhcp: any DatagramPort
    private let bootServer: UDPSocket
    private let tftp: UDPSocket
    private let tap: PacketTap?

    init(
        index: Int32, dhcp: any DatagramPort, bootServer: UDPSocket, tftp: UDPSocket, tap: PacketTap?
    ) {
        self.index = index
        self.dhcp = dhcp
        self.bootServer = bootServer
        self.tftp = tftp
        self.tap = tap
    }

    func close() {
        dhcp.close()
        bootServer.close()
        tftp.close()
        tap?.close()
    }
}
