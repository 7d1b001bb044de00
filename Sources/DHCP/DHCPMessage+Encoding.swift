import NetTypes

extension DHCPMessage {
    /// The payload of the datagram that carries this message, zero-padded to at least `minimumLength` octets:
    /// Linux's in-kernel client and some boot ROMs drop shorter ones.
    ///
    /// Options keep their order, but option 82 is last (RFC 3046 §2.1) and empty ones are left out. A value of
    /// more than 255 octets is split (RFC 3396). Options never spill into `file` or `sname`.
    public func encoded(minimumLength: Int = 300) -> [UInt8] {
        var writer = ByteWriter(capacity: max(minimumLength, 576))
        writeHeader(to: &writer)
        for option in options.elements where option.code != .relayAgentInformation {
            Self.write(option, to: &writer)
        }
        if let relayAgent = options[.relayAgentInformation] {
            Self.write(DHCPOption(.relayAgentInformation, relayAgent), to: &writer)
        }
        writer.write(DHCPOptionCode.end.rawValue)
        writer.pad(to: minimumLength)
        return writer.octets
    }

    private func writeHeader(to writer: inout ByteWriter) {
        writer.write(op.rawValue)
        writer.write(htype)
        writer.write(hlen)
        writer.write(hops)
        writer.write(transactionID)
        writer.write(secs)
        writer.write(flags)
        writer.write(ciaddr.rawValue)
        writer.write(yiaddr.rawValue)
        writer.write(siaddr.rawValue)
        writer.write(giaddr.rawValue)
        writer.write(chaddr)
        writer.write(sname, width: Self.snameWidth)
        writer.write(file, width: Self.fileWidth)
        writer.write(Self.cookie)
    }

    private static func write(_ option: DHCPOption, to writer: inout ByteWriter) {
        var start = 0
        while start < option.value.count {
            let piece = option.value[start..<min(start + 255, option.value.count)]
            writer.write(option.code.rawValue)
            writer.write(UInt8(piece.count))
            writer.write(piece)
            start = piece.endIndex
        }
        // edk2 writes a zero behind the value of option 67 and would wipe out the next option's tag.
        if option.code == .bootFileName, !option.value.isEmpty { writer.write(DHCPOptionCode.pad.rawValue) }
    }
}
