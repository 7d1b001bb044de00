extension ReadTransfer {
    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Send these octets as one datagram.
        case send([UInt8])
        /// Send a DATA packet with this number and `count` octets of the file from `offset`; `count` may be 0.
        case sendBlock(number: UInt16, offset: UInt64, count: Int)
        /// Every block was sent. `lastAcknowledged` is false when the last ACK never came: clients that have
        /// what they wanted often leave without it, so this is a success too.
        case finished(lastAcknowledged: Bool)
        /// The transfer ended early.
        case failed(Failure)
    }

    /// Why a transfer ended early.
    public enum Failure: Hashable, Sendable {
        /// The client sent an ERROR; often normal, such as edk2's and BIOS ROMs' size probe.
        case aborted(TFTPErrorCode, message: String)
        /// The request cannot be served; the client was told this.
        case refused(TFTPErrorCode, message: String)
        /// Nothing was heard through all retries.
        case noAnswer
        /// The time for a whole transfer is over.
        case tookTooLong
    }
}
