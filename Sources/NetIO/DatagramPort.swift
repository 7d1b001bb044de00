public import NetTypes

/// A UDP port that a service answers on, however its datagrams come and go.
@NetLoop
public protocol DatagramPort: AnyObject {
    /// Calls `handler` with every datagram from now on; throws a `SocketError` or a `PacketTapError`.
    func start(_ handler: @escaping @NetLoop (Datagram) -> Void) throws

    /// Answers a datagram that is being handled, and reports whether the kernel took the answer.
    ///
    /// It leaves when the handler has seen what came with that datagram, at the latest. `from` and `interfaceIndex` choose
    /// the source address and the way out.
    func answer(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32,
        report: (@NetLoop (Bool) -> Void)?
    )

    /// Stops and closes.
    func close()
}

extension UDPSocket: DatagramPort {}
