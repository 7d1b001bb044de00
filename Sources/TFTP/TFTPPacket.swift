/// A TFTP packet, without loss of what its receiver may act on.
public enum TFTPPacket: Hashable, Sendable {
    /// RRQ or WRQ.
    case request(TFTPRequest)
    /// DATA: a block number and its octets.
    case data(UInt16, ArraySlice<UInt8>)
    /// ACK of a block; 0 acknowledges an OACK.
    case acknowledgment(UInt16)
    /// ERROR: ends the transfer.
    case error(TFTPErrorCode, message: String)
    /// OACK: the options the server grants.
    case optionAcknowledgment([TFTPOption])
}
