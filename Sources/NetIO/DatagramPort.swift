public import NetTypes

/// A UDP port that a service answers on, however its datagrams come and go.
@NetLoop
public protocol DatagramPort: AnyObject {
    /// Calls `handler` with every datagram from now on; throws a `SocketError` or a `PacketTapError`.
    func start(_ handler: @escaping @NetLoop (Datagram) -> Void) throws

    /// Sends one datagram and says whether the kernel took it.
    ///
    /// Nothing is queued. `from` and `interfaceIndex` choose the source address and the way out.
    @discardableResult
    func send(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32
    ) -> Bool

    /// Stops and closes.
    func close()
}

extension UDPSocket: DatagramPort {}
