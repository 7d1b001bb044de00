import NetTypes

extension TFTPPacket {
    /// Reads the payload of a datagram.
    ///
    /// Octets after the last complete option are ignored, as is everything after an empty option name: some
    /// ROMs pad their requests. An ERROR's message may lack its closing zero octet.
    public init(parsing octets: [UInt8]) throws(TFTPParseError) {
        try self.init(parsing: octets, in: 0..<octets.count)
    }

    /// Reads a datagram out of a buffer that holds more than that one.
    public init(parsing buffer: [UInt8], in range: Range<Int>) throws(TFTPParseError) {
        var reader = ByteReader(buffer, in: range)
        guard let opcode = reader.readUInt16().map(TFTPOpcode.init(rawValue:)) else {
            throw .tooShort(range.count)
        }
        switch opcode {
        case .readRequest: self = .request(try Self.request(.read, from: &reader))
        case .writeRequest: self = .request(try Self.request(.write, from: &reader))
        case .optionAcknowledgment: self = .optionAcknowledgment(try Self.options(from: &reader))
        case .data, .acknowledgment, .error:
            guard let number = reader.readUInt16() else { throw .tooShort(range.count) }
            let rest = buffer[reader.offset..<reader.offset + reader.remaining]
            switch opcode {
            case .data: self = .data(number, rest)
            case .acknowledgment: self = .acknowledgment(number)
            default:
                let message = rest.prefix { $0 != 0 }.prefix(TFTPLimits.errorMessageBytes)
                self = .error(
                    TFTPErrorCode(rawValue: number), message: Self.printable(message))
            }
        default: throw .unknownOpcode(opcode.rawValue)
        }
    }

    private static func request(
        _ operation: TFTPRequest.Operation, from reader: inout ByteReader
    ) throws(TFTPParseError) -> TFTPRequest {
        guard let fileName = reader.readZeroTerminated() else { throw .unterminatedText }
        guard fileName.count <= TFTPLimits.fileNameBytes else { throw .fileNameTooLong(fileName.count) }
        guard let mode = reader.readZeroTerminated() else { throw .unterminatedText }
        return TFTPRequest(
            operation, fileName: Array(fileName), mode: TFTPMode(rawValue: try text(mode)),
            options: try options(from: &reader))
    }

    private static func options(from reader: inout ByteReader) throws(TFTPParseError) -> [TFTPOption] {
        var options: [TFTPOption] = []
        while let name = reader.readZeroTerminated(), !name.isEmpty,
            let value = reader.readZeroTerminated()
        {
            guard options.count < TFTPLimits.optionCount else { throw .tooManyOptions }
            options.append(TFTPOption(try text(name), try text(value)))
        }
        return options
    }

    private static func text(_ octets: ArraySlice<UInt8>) throws(TFTPParseError) -> String {
        guard octets.count <= TFTPLimits.optionTextBytes else { throw .textTooLong(octets.count) }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The text of a message, whose control characters would make lines of their own in logs.
    private static func printable(_ message: some Sequence<UInt8>) -> String {
        String(decoding: message.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
