extension HTTPConnection {
    /// What happened at the socket or in the handler.
    public enum Input: Hashable, Sendable {
        /// Octets arrived.
        case received([UInt8])
        /// The client will send nothing more; it may still read.
        case endOfInput
        /// The handler's answer to the last `.request`.
        case response(HTTPResponse)
        /// So many octets of `.send` and `.sendFile` were accepted by the kernel.
        case progressed(UInt64)
    }

    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Have this request handled.
        case request(HTTPRequest)
        /// A request was refused, and the client told so; for the log.
        case refused(HTTPStatus, reason: String)
        /// Send octets behind everything that is still to be sent.
        case send([UInt8])
        /// Send a range of an open file behind everything that is still to be sent.
        case sendFile(id: Int, offset: UInt64, count: UInt64)
        /// Stop reading the socket: enough waits here.
        case pauseReading
        /// Read the socket again.
        case resumeReading
        /// Everything is sent: end the sending direction, and go on reading.
        case shutdownSending
        /// Close the socket; nothing follows.
        case close
    }
}
