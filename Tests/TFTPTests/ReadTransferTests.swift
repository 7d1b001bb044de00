import NetTypes
import TFTP
import Testing

/// A transfer and a clock, so that a test reads like a transcript.
struct Transcript {
    typealias Action = ReadTransfer.Action

    private var transfer: ReadTransfer
    private(set) var now = Instant(nanoseconds: 1_000_000_000_000)

    init(
        _ operation: TFTPRequest.Operation = .read, mode: TFTPMode = .octet, size: UInt64,
        options: [TFTPOption] = [], limits: TFTPLimits = TFTPLimits()
    ) {
        let request = TFTPRequest(operation, fileName: [0x61], mode: mode, options: options)
        transfer = ReadTransfer(request: request, fileSize: size, limits: limits)
    }

    var request: TFTPPacket { .request(transfer.request) }

    mutating func start() -> [Action] {
        var actions: [Action] = []
        transfer.start(at: now, into: &actions)
        return actions
    }

    mutating func receive(_ packet: TFTPPacket) -> [Action] {
        var actions: [Action] = []
        transfer.handle(packet, at: now, into: &actions)
        return actions
    }

    mutating func acknowledge(_ number: UInt16) -> [Action] { receive(.acknowledgment(number)) }

    /// Moves the clock to the deadline; returns how long that took and what came of it.
    mutating func wait() -> (waited: Duration, actions: [Action])? {
        guard let deadline = transfer.deadline else { return nil }
        let waited = deadline - now
        now = deadline
        var actions: [Action] = []
        transfer.timedOut(at: now, into: &actions)
        return (waited, actions)
    }

    mutating func postpone() { transfer.postpone(at: now) }

    mutating func pass(_ duration: Duration) -> [Action] {
        now = now + duration
        var actions: [Action] = []
        transfer.timedOut(at: now, into: &actions)
        return actions
    }
}

private func block(_ number: UInt16, at offset: UInt64, _ count: Int) -> ReadTransfer.Action {
    .sendBlock(number: number, offset: offset, count: count)
}

private func blocks(_ numbers: ClosedRange<UInt64>, size: UInt64 = 512) -> [ReadTransfer.Action] {
    numbers.map { block(UInt16(truncatingIfNeeded: $0), at: ($0 - 1) * size, Int(size)) }
}

private func oack(_ options: TFTPOption...) -> ReadTransfer.Action {
    .send(TFTPPacket.optionAcknowledgment(options).octets)
}

struct ReadTransferTests {
    private let window4 = [TFTPOption("windowsize", "4")]

    @Test func `without options the first block answers, and a short block ends it`() {
        var transfer = Transcript(size: 600)
        #expect(transfer.start() == [block(1, at: 0, 512)])
        #expect(transfer.acknowledge(1) == [block(2, at: 512, 88)])
        #expect(transfer.acknowledge(2) == [.finished(lastAcknowledged: true)])
        #expect(transfer.wait() == nil)
        #expect(transfer.acknowledge(2) == [])
        #expect(transfer.start() == [])
    }

    @Test(
        arguments: [(0, [0]), (511, [511]), (512, [512, 0]), (1024, [512, 512, 0]), (1, [1])]
            as [(UInt64, [Int])])
    func `an exact multiple ends with an empty block`(_ size: UInt64, _ counts: [Int]) {
        var transfer = Transcript(size: size)
        var actions = transfer.start()
        for (index, count) in counts.enumerated() {
            #expect(actions == [block(UInt16(index + 1), at: UInt64(index) * 512, count)])
            actions = transfer.acknowledge(UInt16(index + 1))
        }
        #expect(actions == [.finished(lastAcknowledged: true)])
    }

    @Test func `unknown options alone draw no OACK`() {
        var transfer = Transcript(size: 3, options: [TFTPOption("multicast", "")])
        #expect(transfer.start() == [block(1, at: 0, 3)])
    }

    @Test func `an OACK is acknowledged by ACK 0 before data flows`() {
        var transfer = Transcript(
            size: 3000, options: [TFTPOption("blksize", "1024"), TFTPOption("tsize", "0")])
        #expect(transfer.start() == [oack(TFTPOption("blksize", "1024"), TFTPOption("tsize", "3000"))])
        #expect(transfer.acknowledge(1) == [])
        #expect(transfer.acknowledge(0) == [block(1, at: 0, 1024)])
        #expect(transfer.acknowledge(0) == [])
    }

    @Test func `edk2 probes the size, aborts with error 8, and asks again`() {
        let probe = [TFTPOption("tsize", "0"), TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4")]
        var first = Transcript(size: 173_792, options: probe)
        #expect(
            first.start() == [
                oack(
                    TFTPOption("tsize", "173792"), TFTPOption("blksize", "1468"),
                    TFTPOption("windowsize", "4"))
            ])
        let message = "User aborted the transfer"
        #expect(
            first.receive(.error(.optionRefused, message: message))
                == [.failed(.aborted(.optionRefused, message: message))])
        #expect(first.wait() == nil)

        var second = Transcript(size: 173_792, options: Array(probe.dropFirst()))
        #expect(second.start() == [oack(TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4"))])
        #expect(second.acknowledge(0) == blocks(1...4, size: 1468))
        #expect(second.acknowledge(4) == blocks(5...8, size: 1468))
    }

    @Test func `a duplicate ACK sends nothing in lock-step`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        #expect(transfer.acknowledge(1) == blocks(2...2))
        for _ in 0..<10 { #expect(transfer.acknowledge(1) == []) }
        #expect(transfer.acknowledge(2) == blocks(3...3))
        #expect(transfer.acknowledge(1) == [])
    }

    @Test func `an ACK of what was never sent is ignored`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        #expect(transfer.acknowledge(2) == [])
        #expect(transfer.acknowledge(0) == [])
        #expect(transfer.acknowledge(65535) == [])
        #expect(transfer.acknowledge(1) == blocks(2...2))
    }

    @Test func `silence is answered by the timer alone, with doubling waits, then given up`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        var waits: [Duration] = []
        for _ in 0..<6 {
            let step = transfer.wait()
            #expect(step?.actions == blocks(1...1))
            waits.append(step?.waited ?? .zero)
        }
        #expect(waits == [1, 2, 4, 8, 8, 8].map { .seconds($0) })
        #expect(transfer.wait()?.actions == [.failed(.noAnswer)])
    }

    @Test func `an early timer does nothing`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        #expect(transfer.pass(.milliseconds(999)) == [])
        #expect(transfer.pass(.milliseconds(1)) == blocks(1...1))
    }

    @Test func `progress restores the first wait and all retries`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        for _ in 0..<4 { _ = transfer.wait() }
        #expect(transfer.acknowledge(1) == blocks(2...2))
        #expect(transfer.wait()?.waited == .seconds(1))
    }

    @Test func `the wait follows the measured round trip, within its bounds`() {
        var transfer = Transcript(size: 51200)
        _ = transfer.start()
        for number in 1...20 as ClosedRange<UInt16> {
            #expect(transfer.pass(.milliseconds(1)).isEmpty)
            #expect(transfer.acknowledge(number).count == 1)
        }
        #expect(transfer.wait()?.waited == .milliseconds(50))
        #expect(transfer.wait()?.waited == .milliseconds(100))
        // That answer may be to any of the three.
        #expect(transfer.acknowledge(21).count == 1)
        #expect(transfer.wait()?.waited == .milliseconds(200))

        var distant = Transcript(size: 51200)
        _ = distant.start()
        #expect(distant.pass(.milliseconds(200)).isEmpty)
        _ = distant.acknowledge(1)
        // The first sample, and four times half of it.
        #expect(distant.wait()?.waited == .milliseconds(600))
    }

    @Test func `short waits do not end a transfer sooner`() {
        var transfer = Transcript(size: 51200)
        _ = transfer.start()
        _ = transfer.acknowledge(1)
        var waited = Duration.zero
        while let step = transfer.wait() {
            waited += step.waited
            if step.actions != blocks(2...2) { #expect(step.actions == [.failed(.noAnswer)]) }
        }
        #expect(waited > .seconds(39))
    }

    @Test func `what is late counts as no repetition, but the transfer ends in time`() {
        var limits = TFTPLimits()
        limits.transferTime = .seconds(60)
        var transcript = Transcript(size: 1000, limits: limits)
        _ = transcript.start()
        for _ in 0..<59 {
            #expect(transcript.pass(.milliseconds(999)) == [])
            transcript.postpone()
        }
        #expect(transcript.wait()?.waited == .seconds(1))
        #expect(transcript.pass(.milliseconds(59)).last == .failed(.tookTooLong))
    }

    @Test func `a negotiated timeout is the first wait, however fast the answers are`() {
        var transfer = Transcript(size: 5000, options: [TFTPOption("timeout", "3")])
        #expect(transfer.start() == [oack(TFTPOption("timeout", "3"))])
        #expect(transfer.wait()?.waited == .seconds(3))
        #expect(transfer.wait()?.waited == .seconds(6))
        #expect(transfer.wait()?.waited == .seconds(8))
        #expect(transfer.acknowledge(0).count == 1)
        #expect(transfer.wait()?.waited == .seconds(3))
    }

    @Test func `a lost last ACK is a success that says so`() {
        var transfer = Transcript(size: 100)
        #expect(transfer.start() == [block(1, at: 0, 100)])
        for _ in 0..<6 { #expect(transfer.wait()?.actions == [block(1, at: 0, 100)]) }
        #expect(transfer.wait()?.actions == [.finished(lastAcknowledged: false)])
    }

    @Test func `a repeated request is answered by the same transfer until data is acknowledged`() {
        var plain = Transcript(size: 5000)
        _ = plain.start()
        #expect(plain.receive(plain.request) == blocks(1...1))
        _ = plain.acknowledge(1)
        #expect(plain.receive(plain.request) == [])

        var negotiated = Transcript(size: 5000, options: [TFTPOption("blksize", "512")])
        let answer = negotiated.start()
        #expect(negotiated.receive(negotiated.request) == answer)
        _ = negotiated.acknowledge(0)
        #expect(negotiated.receive(negotiated.request) == [])
    }

    @Test func `packets that do not belong to a read are ignored`() {
        var transfer = Transcript(size: 5000)
        _ = transfer.start()
        #expect(transfer.receive(.data(1, [1])) == [])
        #expect(transfer.receive(.optionAcknowledgment([])) == [])
        let other = TFTPRequest(.read, fileName: [0x62], mode: .octet, options: [])
        #expect(transfer.receive(.request(other)) == [])
    }

    @Test(
        arguments: [
            (.read, .netascii, .undefined), (.read, .mail, .illegalOperation),
            (.write, .octet, .accessViolation),
        ] as [(TFTPRequest.Operation, TFTPMode, TFTPErrorCode)])
    func `what is not a read in octet mode is refused`(
        _ operation: TFTPRequest.Operation, _ mode: TFTPMode, _ code: TFTPErrorCode
    ) throws {
        var transfer = Transcript(operation, mode: mode, size: 10)
        let actions = transfer.start()
        guard case .send(let octets) = actions.first, case .failed(.refused(code, let message)) = actions.last
        else {
            Issue.record("unexpected actions \(actions)")
            return
        }
        #expect(try TFTPPacket(parsing: octets) == .error(code, message: message))
        #expect(!message.isEmpty)
    }

    @Test func `a transfer has an end in time however alive the client is`() {
        var limits = TFTPLimits()
        limits.transferTime = .seconds(10)
        var transfer = Transcript(size: 1_000_000, limits: limits)
        _ = transfer.start()
        for number in 1...9 as ClosedRange<UInt16> {
            #expect(transfer.pass(.milliseconds(999)).isEmpty)
            #expect(transfer.acknowledge(number).count == 1)
        }
        #expect(transfer.pass(.milliseconds(1009)).last == .failed(.tookTooLong))
        #expect(transfer.wait() == nil)
    }

    // MARK: - Windows

    @Test func `a window is sent whole and the next after its ACK`() {
        var transfer = Transcript(size: 512 * 9, options: window4)
        _ = transfer.start()
        #expect(transfer.acknowledge(0) == blocks(1...4))
        #expect(transfer.acknowledge(4) == blocks(5...8))
        #expect(transfer.acknowledge(8) == blocks(9...9) + [block(10, at: 512 * 9, 0)])
        #expect(transfer.acknowledge(10) == [.finished(lastAcknowledged: true)])
    }

    @Test func `an ACK inside the window goes back once, at once and with a whole window`() {
        var transfer = Transcript(size: 51200, options: window4)
        _ = transfer.start()
        _ = transfer.acknowledge(0)
        #expect(transfer.acknowledge(2) == blocks(3...6))
        for _ in 0..<5 { #expect(transfer.acknowledge(2) == []) }
        #expect(transfer.acknowledge(6) == blocks(7...10))
    }

    @Test func `a second loss in a row goes back in bursts of half the size, which grow again`() {
        var transfer = Transcript(size: 51200, options: window4)
        _ = transfer.start()
        _ = transfer.acknowledge(0)
        #expect(transfer.acknowledge(2) == blocks(3...6))
        #expect(transfer.acknowledge(3) == blocks(4...5))
        for _ in 0..<5 { #expect(transfer.acknowledge(3) == []) }
        let pause = transfer.wait()
        #expect(pause?.waited == .milliseconds(2))
        #expect(pause?.actions == blocks(6...7))
        #expect(transfer.acknowledge(7) == blocks(8...11))
        #expect(transfer.acknowledge(9) == blocks(10...13))
    }

    @Test func `the loss of a window's first block goes back once per ACK value`() {
        var transfer = Transcript(size: 51200, options: window4)
        _ = transfer.start()
        _ = transfer.acknowledge(0)
        _ = transfer.acknowledge(4)
        #expect(transfer.acknowledge(4) == blocks(5...8))
        #expect(transfer.acknowledge(4) == [])
        #expect(transfer.acknowledge(8) == blocks(9...12))
    }

    @Test func `the echo of a repeated window does not repeat the next one`() {
        var transfer = Transcript(size: 51200, options: window4)
        _ = transfer.start()
        _ = transfer.acknowledge(0)
        #expect(transfer.wait()?.actions == blocks(1...2))
        #expect(transfer.wait()?.actions == blocks(3...4))
        #expect(transfer.acknowledge(4) == blocks(5...8))
        #expect(transfer.acknowledge(4) == [])
        #expect(transfer.acknowledge(8) == blocks(9...12))
        #expect(transfer.acknowledge(8) == blocks(9...12))
        #expect(transfer.acknowledge(8) == [])
    }

    @Test func `a second ACK 0 drawn by a second OACK does not repeat the first window`() {
        var transfer = Transcript(size: 51200, options: window4)
        let answer = transfer.start()
        #expect(transfer.wait()?.actions == answer)
        #expect(transfer.acknowledge(0) == blocks(1...4))
        #expect(transfer.acknowledge(0) == [])
    }

    @Test func `bursts shrink to single blocks under lasting loss`() {
        var transfer = Transcript(size: 51200, options: window4)
        _ = transfer.start()
        _ = transfer.acknowledge(0)
        #expect(transfer.wait()?.actions == blocks(1...2))
        _ = transfer.pass(.milliseconds(2))
        #expect(transfer.wait()?.actions == blocks(1...1))
        for number in 2...4 as ClosedRange<UInt64> {
            #expect(transfer.wait()?.actions == blocks(number...number))
        }
        #expect(transfer.acknowledge(4) == blocks(5...6))
    }

    @Test func `block numbers wrap to zero while offsets go on`() {
        var transfer = Transcript(size: 8 * 65537 + 3, options: [TFTPOption("blksize", "8")])
        _ = transfer.start()
        var last = transfer.acknowledge(0)
        for number in 1...65535 as ClosedRange<UInt64> {
            last = transfer.acknowledge(UInt16(number))
        }
        #expect(last == [block(0, at: 8 * 65535, 8)])
        #expect(transfer.acknowledge(0) == [block(1, at: 8 * 65536, 8)])
        #expect(transfer.acknowledge(1) == [block(2, at: 8 * 65537, 3)])
        #expect(transfer.acknowledge(2) == [.finished(lastAcknowledged: true)])
    }

    @Test func `the largest file size does not trap`() {
        var transfer = Transcript(
            size: .max, options: [TFTPOption("blksize", "8"), TFTPOption("tsize", "0")])
        #expect(transfer.start().count == 1)
        #expect(transfer.acknowledge(0) == [block(1, at: 0, 8)])
    }
}
