public import NetTypes

/// The client's side of a read transfer: asks, accepts options, acknowledges windows, delivers octets in order.
///
/// The driver sends the first packet to the server's port 69 and everything later to the port that answered.
public struct ReadClient: Sendable {
    /// An effect for the driver to execute.
    public enum Action: Hashable, Sendable {
        /// Send these octets as one datagram.
        case send([UInt8])
        /// The next octets of the file.
        case deliver(ArraySlice<UInt8>)
        /// The file is complete.
        ///
        /// Keep handing packets over for a while: a repeated last block is acknowledged again.
        case finished
        /// The transfer ended early.
        case failed(Failure)
    }

    /// Why a transfer ended early.
    public enum Failure: Hashable, Sendable {
        /// The server sent an ERROR.
        case refused(TFTPErrorCode, message: String)
        /// The OACK grants what was not asked for.
        case badOptions
        /// Nothing was heard through all retries.
        case noAnswer
    }

    private enum Phase {
        case requesting
        case receiving
        case finished
        case failed
    }

    /// What is asked for.
    public let request: TFTPRequest
    /// The file's size, when the server told it (`tsize`).
    public private(set) var announcedSize: UInt64?
    private let limits: TFTPLimits
    private var phase = Phase.requesting
    private var blockSize = 512
    private var windowSize = 1
    private var received: UInt64 = 0
    private var unacknowledged = 0
    private var didReportGap = false
    private var retriesLeft: Int
    private var retryDelay: Duration
    /// When to call `timedOut(at:into:)` next; nil before the start and after the end.
    public private(set) var deadline: Instant?

    /// Prepares a read of `fileName` in octet mode with these options.
    public init(fileName: String, options: [TFTPOption] = [], limits: TFTPLimits = TFTPLimits()) {
        request = TFTPRequest(.read, fileName: Array(fileName.utf8), mode: .octet, options: options)
        self.limits = limits
        retriesLeft = limits.retries
        retryDelay = limits.firstTimeout
    }

    /// Sends the request.
    public mutating func start(at now: Instant, into actions: inout [Action]) {
        sendRequest(at: now, into: &actions)
    }

    /// Takes a packet of the server.
    public mutating func handle(_ packet: TFTPPacket, at now: Instant, into actions: inout [Action]) {
        switch packet {
        case .data(let number, let bytes): handleData(number, bytes, at: now, into: &actions)
        case .optionAcknowledgment(let granted) where phase == .requesting:
            guard accept(granted) else {
                abort(.optionRefused, message: "options that were not asked for", into: &actions)
                return actions.append(.failed(.badOptions))
            }
            phase = .receiving
            acknowledge(at: now, into: &actions)
        case .optionAcknowledgment where phase == .receiving && received == 0:
            acknowledge(at: now, into: &actions)
        case .error(let code, let message) where phase == .requesting || phase == .receiving:
            end(.failed)
            actions.append(.failed(.refused(code, message: message)))
        case .optionAcknowledgment, .error, .acknowledgment, .request: break
        }
    }

    /// Sends the last packet again; harmless when called early.
    public mutating func timedOut(at now: Instant, into actions: inout [Action]) {
        guard let deadline, now >= deadline else { return }
        guard retriesLeft > 0 else {
            end(.failed)
            return actions.append(.failed(.noAnswer))
        }
        retriesLeft -= 1
        retryDelay = min(retryDelay * 2, limits.longestTimeout)
        if phase == .requesting {
            sendRequest(at: now, into: &actions)
        } else {
            acknowledge(at: now, into: &actions)
        }
    }

    /// Ends the transfer from this side and tells the server.
    public mutating func abort(_ code: TFTPErrorCode, message: String, into actions: inout [Action]) {
        end(.failed)
        actions.append(.send(TFTPPacket.error(code, message: message).octets))
    }

    private mutating func accept(_ granted: [TFTPOption]) -> Bool {
        for option in granted {
            guard let asked = request.options.first(where: { $0.isNamed(option.name) }),
                let value = option.number
            else { return false }
            let limit = asked.number ?? 0
            switch option.name.lowercased() {
            case "blksize":
                guard value >= TFTPLimits.blockSizes.lowerBound, value <= limit,
                    let size = Int(exactly: value)
                else { return false }
                blockSize = size
            case "windowsize":
                guard value >= 1, value <= limit, let size = Int(exactly: value) else { return false }
                windowSize = size
            case "tsize": announcedSize = value
            default: guard option.value == asked.value else { return false }
            }
        }
        return true
    }

    private mutating func handleData(
        _ number: UInt16, _ bytes: ArraySlice<UInt8>, at now: Instant, into actions: inout [Action]
    ) {
        let last = UInt16(truncatingIfNeeded: received)
        guard phase == .requesting || phase == .receiving, bytes.count <= blockSize else {
            // Our last ACK was lost.
            if phase == .finished, number == last { acknowledge(into: &actions) }
            return
        }
        guard number == last &+ 1 else {
            // The server repeats whole windows, so one ACK at the window's end is enough; a gap is reported once.
            let isNewGap = number &- last > 1 && Int(number &- last) <= windowSize && !didReportGap
            if isNewGap { didReportGap = true }
            if isNewGap || (number == last && received > 0) { acknowledge(at: now, into: &actions) }
            return
        }
        phase = .receiving
        received += 1
        unacknowledged += 1
        didReportGap = false
        retriesLeft = limits.retries
        retryDelay = limits.firstTimeout
        deadline = now + retryDelay
        if !bytes.isEmpty { actions.append(.deliver(bytes)) }
        if bytes.count < blockSize {
            end(.finished)
            acknowledge(into: &actions)
            actions.append(.finished)
        } else if unacknowledged >= windowSize {
            acknowledge(at: now, into: &actions)
        }
    }

    private mutating func acknowledge(at now: Instant, into actions: inout [Action]) {
        acknowledge(into: &actions)
        deadline = now + retryDelay
    }

    private mutating func acknowledge(into actions: inout [Action]) {
        unacknowledged = 0
        actions.append(.send(TFTPPacket.acknowledgment(UInt16(truncatingIfNeeded: received)).octets))
    }

    private mutating func sendRequest(at now: Instant, into actions: inout [Action]) {
        deadline = now + retryDelay
        actions.append(.send(TFTPPacket.request(request).octets))
    }

    private mutating func end(_ phase: Phase) {
        self.phase = phase
        deadline = nil
    }
}
