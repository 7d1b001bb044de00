import NetTypes
import TFTP

/// A request and what a client sends after it: the first octet chooses the file's size, then each step has a kind
/// and its operand.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTFTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var reader = ByteReader(Array(UnsafeBufferPointer(start: start, count: count)))
    guard let choice = reader.readUInt8(), let length = reader.readUInt16(),
        let first = reader.read(min(Int(length), reader.remaining)), let packet = parse(Array(first)),
        case .request(let request) = packet
    else { return 0 }
    checkFileName(request.fileName)
    let sizes: [UInt64] = [0, 1, 511, 512, 100_000, 1 << 26, 1 << 40, .max]
    var session = TransferSession(request, fileSize: sizes[Int(choice) % sizes.count])
    for _ in 0..<256 {
        guard let kind = reader.readUInt8() else { break }
        switch kind & 3 {
        case 0: session.receive(.acknowledgment(session.lastNumber))
        case 1: session.receive(.acknowledgment(reader.readUInt16() ?? 0))
        case 2: session.wait(milliseconds: Int64(reader.readUInt16() ?? 1))
        default:
            let length = min(Int(reader.readUInt8() ?? 0), reader.remaining)
            if let octets = reader.read(length), let packet = parse(Array(octets)) { session.receive(packet) }
        }
    }
    return 0
}

/// The packet, which must survive being written and read again.
private func parse(_ octets: [UInt8]) -> TFTPPacket? {
    guard let packet = try? TFTPPacket(parsing: octets) else { return nil }
    let written = packet.octets
    // What is not UTF-8 is replaced by longer text, which may then be beyond a limit.
    if octets.allSatisfy({ $0 < 0x80 }), (try? TFTPPacket(parsing: written))?.octets != written {
        fatalError("writing twice gives two packets")
    }
    return packet
}

private func checkFileName(_ name: [UInt8]) {
    guard let path = TFTPFileName.normalized(name) else { return }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.isEmpty, !segments.contains(where: { ["", ".", ".."].contains($0) }),
        !path.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") })
    else { fatalError("'\(path)' may leave the root") }
    // Other endings are cut off as what firmware appends.
    let endsPlainly = path.utf8.last.map { $0 < 0x7F } ?? false
    guard !endsPlainly || TFTPFileName.normalized(Array(path.utf8)) == path else {
        fatalError("'\(path)' changes again")
    }
}

/// A transfer with the rules that every action must keep.
private struct TransferSession {
    private(set) var lastNumber: UInt16 = 0
    private let fileSize: UInt64
    private var transfer: ReadTransfer
    private var now = Instant(nanoseconds: 0)
    private var hasEnded = false

    init(_ request: TFTPRequest, fileSize: UInt64) {
        self.fileSize = fileSize
        transfer = ReadTransfer(request: request, fileSize: fileSize)
        for granted in transfer.options.acknowledged {
            guard request.options.contains(where: { $0.name == granted.name }) else {
                fatalError("\(granted.name) was not asked for")
            }
        }
        var actions: [ReadTransfer.Action] = []
        transfer.start(at: now, into: &actions)
        check(actions)
    }

    mutating func receive(_ packet: TFTPPacket) {
        var actions: [ReadTransfer.Action] = []
        transfer.handle(packet, at: now, into: &actions)
        check(actions)
    }

    mutating func wait(milliseconds: Int64) {
        now = now + .milliseconds(milliseconds)
        var actions: [ReadTransfer.Action] = []
        transfer.timedOut(at: now, into: &actions)
        check(actions)
    }

    private mutating func check(_ actions: [ReadTransfer.Action]) {
        guard actions.isEmpty || !hasEnded else { fatalError("an ended transfer acts") }
        guard actions.count <= transfer.options.windowSize + 2 else {
            fatalError("more than a window at once")
        }
        for action in actions {
            switch action {
            case .send(let octets):
                guard (try? TFTPPacket(parsing: octets)) != nil else { fatalError("an unreadable packet") }
            case .sendBlock(let number, let offset, let count): checkBlock(number, offset, count)
            case .finished, .failed: hasEnded = true
            }
        }
        guard (transfer.deadline == nil) == hasEnded, transfer.acknowledgedBytes <= fileSize else {
            fatalError("a transfer without an end, or beyond it")
        }
    }

    private mutating func checkBlock(_ number: UInt16, _ offset: UInt64, _ count: Int) {
        let size = UInt64(transfer.options.blockSize)
        guard offset <= fileSize, UInt64(count) == min(size, fileSize - offset), offset.isMultiple(of: size),
            number == UInt16(truncatingIfNeeded: offset / size + 1)
        else { fatalError("block \(number) is not octets \(offset) to \(offset + UInt64(count))") }
        lastNumber = number
    }
}
