extension DHCPMessage {
    /// What a payload is padded to: Linux's in-kernel client and some boot ROMs drop shorter ones.
    public static let minimumLength = 300

    /// The payload of the datagram that carries this message, zero-padded to at least `minimumLength` octets.
    ///
    /// Options keep their order, but option 82 is last (RFC 3046 §2.1) and empty ones are left out. A value of
    /// more than 255 octets is split (RFC 3396). Options never spill into `file` or `sname`.
    public func encoded(minimumLength: Int = Self.minimumLength) -> [UInt8] {
        var writer = DHCPMessageWriter(headerOf: self)
        for option in options.elements where option.code != .relayAgentInformation {
            writer.write(option.code, option.value)
        }
        return writer.finish(
            relayAgentInformation: relayAgentInformation, minimumLength: minimumLength)
    }
}
