import NetTypes

/// Writes the payload of a datagram: the header of a message, then options as they come.
struct DHCPMessageWriter {
    private var writer = ByteWriter(capacity: 576)

    /// Writes all of a message but its options.
    init(headerOf message: DHCPMessage) {
        writer.write(message.op.rawValue)
        writer.write(message.htype)
        writer.write(message.hlen)
        writer.write(message.hops)
        writer.write(message.transactionID)
        writer.write(message.secs)
        writer.write(message.flags)
        writer.write(message.ciaddr.rawValue)
        writer.write(message.yiaddr.rawValue)
        writer.write(message.siaddr.rawValue)
        writer.write(message.giaddr.rawValue)
        writer.write(message.chaddr)
        writer.write(message.sname, width: DHCPMessage.snameWidth)
        writer.write(message.file, width: DHCPMessage.fileWidth)
        writer.write(DHCPMessage.cookie)
    }

    /// Writes an option; a value of more than 255 octets is split (RFC 3396), an empty one is left out.
    mutating func write(_ code: DHCPOptionCode, _ value: some RandomAccessCollection<UInt8>) {
        guard !value.isEmpty else { return }
        var start = value.startIndex
        while start < value.endIndex {
            let end = value.index(start, offsetBy: 255, limitedBy: value.endIndex) ?? value.endIndex
            writer.write(code.rawValue)
            writer.write(UInt8(value.distance(from: start, to: end)))
            writer.write(value[start..<end])
            start = end
        }
        // edk2 writes a zero behind the value of option 67 and would wipe out the next option's tag.
        if code == .bootFileName { writer.write(DHCPOptionCode.pad.rawValue) }
    }

    /// Writes an option that is an address.
    mutating func write(_ code: DHCPOptionCode, _ address: IPv4Address) {
        writer.write(code.rawValue)
        writer.write(4 as UInt8)
        writer.write(address.rawValue)
    }

    /// The payload, ended and padded with zeros to at least `minimumLength` octets.
    ///
    /// What a relay added is option 82 of the answer; no option may follow it (RFC 3046 §2.1).
    consuming func finish(
        relayAgentInformation: ArraySlice<UInt8>?, minimumLength: Int = DHCPMessage.minimumLength
    ) -> [UInt8] {
        write(.relayAgentInformation, relayAgentInformation ?? [])
        writer.write(DHCPOptionCode.end.rawValue)
        writer.pad(to: minimumLength)
        return writer.octets
    }
}
