import NetTypes

extension TFTPPacket {
    /// How many octets stand before a DATA packet's block.
    public static let dataHeaderLength = 4

    /// The packet as the payload of a datagram.
    ///
    /// An OACK ends with the zero octet of its last value: further zeros upset some clients.
    public var octets: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        switch self {
        case .request(let request):
            let opcode: TFTPOpcode = request.operation == .read ? .readRequest : .writeRequest
            writer.write(opcode.rawValue)
            writer.write(request.fileName)
            writer.write(0 as UInt8)
            writer.write(zeroTerminated: request.mode.rawValue)
            writer.write(request.options)
        case .data(let block, let bytes):
            writer.write(TFTPOpcode.data.rawValue)
            writer.write(block)
            writer.write(bytes)
        case .acknowledgment(let block):
            writer.write(TFTPOpcode.acknowledgment.rawValue)
            writer.write(block)
        case .error(let code, let message):
            writer.write(TFTPOpcode.error.rawValue)
            writer.write(code.rawValue)
            writer.write(zeroTerminated: message)
        case .optionAcknowledgment(let options):
            writer.write(TFTPOpcode.optionAcknowledgment.rawValue)
            writer.write(options)
        }
        return writer.octets
    }

    /// The four octets that precede the bytes of a block, for a driver that reads the file next to them.
    public static func dataHeader(block: UInt16) -> [UInt8] { TFTPPacket.data(block, []).octets }
}

extension ByteWriter {
    fileprivate mutating func write(zeroTerminated text: String) {
        write(text.utf8)
        write(0 as UInt8)
    }

    fileprivate mutating func write(_ options: [TFTPOption]) {
        for option in options {
            write(zeroTerminated: option.name)
            write(zeroTerminated: option.value)
        }
    }
}
