import NetTypes

extension DHCPMessage {
    private static let snameArea = 44..<108
    private static let fileArea = 108..<236
    private static let headerLength = 240

    /// Reads the payload of a datagram.
    ///
    /// Repeated options are joined (RFC 3396). When option 52 says that `file` or `sname` holds options, they
    /// follow those of the options area, the field itself reads as empty, and option 52 is dropped. An option
    /// that runs past its area ends that area; what came before it is kept. Octets after END mean nothing.
    public init(parsing octets: [UInt8]) throws(DHCPParseError) {
        var reader = ByteReader(octets)
        guard let op = reader.readUInt8(), let htype = reader.readUInt8(), let hlen = reader.readUInt8(),
            let hops = reader.readUInt8(), let xid = reader.readUInt32(), let secs = reader.readUInt16(),
            let flags = reader.readUInt16(), let ciaddr = reader.readUInt32(),
            let yiaddr = reader.readUInt32(), let siaddr = reader.readUInt32(),
            let giaddr = reader.readUInt32(), let chaddr = reader.read(Self.chaddrWidth),
            let sname = reader.read(Self.snameWidth), let file = reader.read(Self.fileWidth),
            let cookie = reader.readUInt32()
        else { throw .tooShort(octets.count) }
        guard cookie == Self.cookie else { throw .badCookie(cookie) }
        guard hlen <= 16 else { throw .hardwareAddressTooLong(hlen) }

        var options = DHCPOptions(in: octets)
        options.append(area: Self.headerLength..<octets.count)
        let overload = options[.overload]?.first ?? 0
        let isOverloaded = (1...3).contains(overload)
        let fileHoldsOptions = isOverloaded && overload & 1 != 0
        let snameHoldsOptions = isOverloaded && overload & 2 != 0
        if fileHoldsOptions { options.append(area: Self.fileArea) }
        if snameHoldsOptions { options.append(area: Self.snameArea) }
        options[.overload] = nil

        self.init(
            op: DHCPOperation(rawValue: op), htype: htype, hlen: hlen, hops: hops, transactionID: xid,
            secs: secs, flags: flags, ciaddr: IPv4Address(rawValue: ciaddr),
            yiaddr: IPv4Address(rawValue: yiaddr), siaddr: IPv4Address(rawValue: siaddr),
            giaddr: IPv4Address(rawValue: giaddr), chaddr: chaddr,
            sname: snameHoldsOptions ? [] : sname, file: fileHoldsOptions ? [] : file, options: options)
    }
}
