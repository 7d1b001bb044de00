public import NetTypes

/// The server's side of one read request: decides which packets go out and when; knows no socket and no file.
///
/// The driver owns the transfer's port, drops what does not come from the client's address and port, executes
/// the actions in order, and calls `timedOut(at:into:)` when `deadline` has passed. After `.finished` or
/// `.failed` the transfer emits nothing more.
///
/// Block numbers wrap from 65535 to 0; inside, blocks are counted from 1 in 64 bits, so files have no size
/// limit.
///
/// A window is always sent whole before an ACK is awaited, because a client of RFC 7440 acknowledges only whole
/// windows. After a loss it is sent again from the lost block, at once; when the next window is not whole either, it goes
/// out in bursts of half the size, with pauses, and the bursts grow back.
public struct ReadTransfer: Sendable {
    private enum Phase {
        case idle
        case negotiating
        case sending
        case ended
    }

    /// What was asked for.
    public let request: TFTPRequest
    /// What was granted.
    public let options: TFTPOptions
    private let fileSize: UInt64
    private let limits: TFTPLimits
    private let lastBlock: UInt64

    private var phase = Phase.idle
    /// The last block the client has, with everything before it.
    private var acknowledged: UInt64 = 0
    /// The block to be sent next.
    private var next: UInt64 = 1
    /// The highest block ever sent: an ACK up to it is genuine.
    private var highestSent: UInt64 = 0
    /// How many blocks go out without a pause.
    private var burst: Int
    /// A repeated ACK below this block is the echo of our own retransmission and says nothing about loss.
    private var echoEnd: UInt64 = 0
    /// Whether something of the last window was lost.
    private var hasLost = false

    private var answer: AnswerWait
    private var burstAt: Instant?
    private var endAt: Instant?

    /// When to call `timedOut(at:into:)` next; may change with any other call.
    ///
    /// Nil before the start and after the end.
    public private(set) var deadline: Instant?

    /// Prepares the answer to `request` for a file of `fileSize` octets.
    public init(request: TFTPRequest, fileSize: UInt64, limits: TFTPLimits = TFTPLimits()) {
        self.request = request
        self.fileSize = fileSize
        self.limits = limits
        options = TFTPOptions(granting: request.options, fileSize: fileSize, limits: limits)
        lastBlock = fileSize / UInt64(options.blockSize) + 1
        burst = options.windowSize
        answer = AnswerWait(limits: limits, negotiated: options.timeout)
    }

    /// How many octets of the file the client has acknowledged.
    public var acknowledgedBytes: UInt64 {
        acknowledged == lastBlock ? fileSize : acknowledged * UInt64(options.blockSize)
    }

    /// Answers the request with an OACK, the first block, or an ERROR.
    ///
    /// Only the first call does anything. Modes other than octet are refused: no boot client needs them, and
    /// text conversion would make the announced size wrong.
    public mutating func start(at now: Instant, into actions: inout [Action]) {
        guard phase == .idle else { return }
        defer { findDeadline() }
        if let (code, message) = refusal {
            actions.append(.send(TFTPPacket.error(code, message: message).octets))
            return end(.failed(.refused(code, message: message)), into: &actions)
        }
        endAt = now + limits.transferTime
        if options.acknowledged.isEmpty {
            phase = .sending
            sendWindow(after: 0, at: now, into: &actions)
        } else {
            phase = .negotiating
            sendOptionAcknowledgment(at: now, into: &actions)
        }
    }

    /// Takes a packet of the client.
    ///
    /// In lock-step a repeated ACK sends nothing (RFC 1123 §4.2.3.1); within a window it means loss. A repeat of
    /// the request itself is answered again while nothing was acknowledged; what does not belong to a read
    /// transfer is ignored.
    public mutating func handle(_ packet: TFTPPacket, at now: Instant, into actions: inout [Action]) {
        guard phase == .negotiating || phase == .sending else { return }
        defer { findDeadline() }
        switch packet {
        case .acknowledgment(let number): handleAcknowledgment(number, at: now, into: &actions)
        case .error(let code, let message):
            end(.failed(.aborted(code, message: message)), into: &actions)
        case .request(let repeated) where repeated == request && acknowledged == 0:
            if phase == .negotiating {
                sendOptionAcknowledgment(at: now, into: &actions)
            } else if options.acknowledged.isEmpty {
                restart(after: 0, at: now, into: &actions)
            }
        case .request, .data, .optionAcknowledgment: break
        }
    }

    /// Does what is due; harmless when called early.
    public mutating func timedOut(at now: Instant, into actions: inout [Action]) {
        guard let endAt, phase != .ended else { return }
        defer { findDeadline() }
        if now >= endAt {
            let message = "the transfer took too long"
            actions.append(.send(TFTPPacket.error(.undefined, message: message).octets))
            end(.failed(.tookTooLong), into: &actions)
        } else if let overdue = answer.deadline, now >= overdue {
            retry(at: now, into: &actions)
        } else if let burstAt, now >= burstAt {
            sendBurst(at: now, into: &actions)
        }
    }

    /// What was to leave is late: the wait for its answer begins now, and its round trip tells nothing.
    public mutating func postpone(at now: Instant) {
        guard phase == .sending else { return }
        answer.repeated()
        answer.begin(at: now)
        findDeadline()
    }

    private var refusal: (TFTPErrorCode, String)? {
        switch (request.operation, request.mode) {
        case (.write, _): (.accessViolation, "this server only sends files")
        case (.read, .octet): nil
        case (.read, .netascii): (.undefined, "netascii is not supported, use octet mode")
        case (.read, _): (.illegalOperation, "unknown transfer mode, use octet mode")
        }
    }

    private mutating func handleAcknowledgment(
        _ number: UInt16, at now: Instant, into actions: inout [Action]
    ) {
        if phase == .negotiating {
            guard number == 0 else { return }
            phase = .sending
            answer.answered(at: now)
            return sendWindow(after: 0, at: now, into: &actions)
        }
        // The nearest block at or after the last known one that has this number.
        let block = acknowledged + UInt64(number &- UInt16(truncatingIfNeeded: acknowledged))
        guard block <= highestSent else { return }
        if block == acknowledged {
            // The first block of the window was lost; in lock-step this can only be a duplicate.
            guard options.windowSize > 1, block >= echoEnd, next > block + 1 else { return }
            return restart(after: block, at: now, into: &actions)
        }
        acknowledged = block
        answer.answered(at: now)
        guard block < lastBlock else {
            return end(.finished(lastAcknowledged: true), into: &actions)
        }
        if block + 1 < next {
            restart(after: block, at: now, into: &actions)
        } else {
            burst = min(burst * 2, options.windowSize)
            hasLost = false
            sendWindow(after: block, at: now, into: &actions)
        }
    }

    private mutating func retry(at now: Instant, into actions: inout [Action]) {
        guard answer.mayRepeat() else {
            let allSent = highestSent == lastBlock
            return end(allSent ? .finished(lastAcknowledged: false) : .failed(.noAnswer), into: &actions)
        }
        if phase == .negotiating {
            sendOptionAcknowledgment(at: now, into: &actions)
        } else {
            restart(after: acknowledged, isSilence: true, at: now, into: &actions)
        }
    }

    private mutating func sendOptionAcknowledgment(at now: Instant, into actions: inout [Action]) {
        // A second OACK may draw a second ACK 0, which is no sign of loss.
        if answer.deadline == nil {
            answer.sent(at: now)
        } else {
            echoEnd = 1
            answer.repeated()
        }
        answer.begin(at: now)
        actions.append(.send(TFTPPacket.optionAcknowledgment(options.acknowledged).octets))
    }

    private mutating func sendWindow(after block: UInt64, at now: Instant, into actions: inout [Action]) {
        answer.sent(at: now)
        next = block + 1
        sendBurst(at: now, into: &actions)
    }

    /// Sends the window after `block` again.
    ///
    /// A single loss is the wire's; silence, or a second loss in a row, may mean that the client needs pauses.
    private mutating func restart(
        after block: UInt64, isSilence: Bool = false, at now: Instant, into actions: inout [Action]
    ) {
        // Without this, each duplicate block would draw an ACK, each ACK a window, and so on to the end.
        echoEnd = max(highestSent, windowEnd) + 1
        next = block + 1
        if hasLost || isSilence { burst = max(1, burst / 2) }
        hasLost = true
        answer.repeated()
        sendBurst(at: now, into: &actions)
    }

    private var windowEnd: UInt64 { min(acknowledged + UInt64(options.windowSize), lastBlock) }

    private mutating func sendBurst(at now: Instant, into actions: inout [Action]) {
        let size = UInt64(options.blockSize)
        let end = min(next + UInt64(burst), windowEnd + 1)
        while next < end {
            let offset = (next - 1) * size
            actions.append(
                .sendBlock(
                    number: UInt16(truncatingIfNeeded: next), offset: offset,
                    count: Int(min(size, fileSize - offset))))
            next += 1
        }
        highestSent = max(highestSent, next - 1)
        burstAt = next <= windowEnd ? now + limits.burstPause : nil
        answer.begin(at: now)
    }

    private mutating func findDeadline() {
        deadline = endAt.map { min($0, answer.deadline ?? $0, burstAt ?? $0) }
    }

    private mutating func end(_ action: Action, into actions: inout [Action]) {
        phase = .ended
        answer.end()
        burstAt = nil
        endAt = nil
        actions.append(action)
    }
}
