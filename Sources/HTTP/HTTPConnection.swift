public import NetTypes

/// The server's side of one HTTP/1 connection: octets in, requests out one at a time, responses to segments.
///
/// The driver executes the actions in order, hands over what it read, answers each `.request` with one
/// `.response`, reports what the kernel took with `.progressed`, and calls `timedOut(at:into:)` when `deadline`
/// has passed.
public struct HTTPConnection: Sendable {
    private enum Phase {
        case reading
        case handling(HTTPRequest)
        case sending(keepsAlive: Bool)
        case lingering
        case closed
    }

    private let limits: HTTPLimits
    private let unixTime: Int64
    private let boundarySeed: UInt64
    private var startedAt = Instant(nanoseconds: 0)
    private var phase = Phase.reading
    private var parser: RequestParser
    private var isPaused = false
    private var inputEnded = false
    private var didContinue = false
    private var unsentBytes: UInt64 = 0
    /// Octets of the present response's body, as its conditions and ranges left it.
    private var bodyBytes: UInt64 = 0
    private var sentInPeriod: UInt64 = 0
    private var headDeadline: Instant?
    private var bodyDeadline: Instant?
    /// When to call `timedOut(at:into:)` next; may change after any other call.
    ///
    /// Nil while a request is being handled, and after `.close`.
    public private(set) var deadline: Instant?

    /// How many octets of the present response's body the kernel has taken.
    public var sentBodyBytes: UInt64 { bodyBytes - min(bodyBytes, unsentBytes) }

    /// Prepares a connection.
    ///
    /// - Parameters:
    ///   - limits: bounds on size and time.
    ///   - unixTime: the time of day when it starts, in seconds since 1970, for `Date`.
    ///   - boundarySeed: a random number, so that a file cannot hold the separator of its own ranges.
    public init(limits: HTTPLimits = HTTPLimits(), unixTime: Int64, boundarySeed: UInt64) {
        self.limits = limits
        self.unixTime = unixTime
        self.boundarySeed = boundarySeed
        parser = RequestParser(limits: limits)
    }

    /// Starts waiting for the first request.
    public mutating func start(at now: Instant, into actions: inout [Action]) {
        startedAt = now
        deadline = now + limits.idleTime
    }

    /// Takes an event.
    ///
    /// One that does not fit the state is ignored, such as the response to a connection that closed meanwhile.
    public mutating func handle(_ input: Input, at now: Instant, into actions: inout [Action]) {
        switch (input, phase) {
        case (.received(let octets), .reading):
            parser.append(octets)
            advance(at: now, into: &actions)
        case (.received(let octets), .handling), (.received(let octets), .sending):
            parser.append(octets)
            pauseIfFull(into: &actions)
        case (.endOfInput, .reading), (.endOfInput, .lingering): close(into: &actions)
        case (.endOfInput, .handling), (.endOfInput, .sending): inputEnded = true
        case (.response(let response), .handling(let request)):
            send(response, to: request, at: now, into: &actions)
        case (.progressed(let count), _): progress(count, at: now, into: &actions)
        case (.received, .lingering), (.received, .closed), (.endOfInput, .closed), (.response, _): break
        }
    }

    /// Does what is due; harmless when called early.
    public mutating func timedOut(at now: Instant, into actions: inout [Action]) {
        guard let deadline, now >= deadline else { return }
        switch phase {
        case .reading where parser.isInsideRequest:
            refuse(.requestTimeout, reason: "the request did not arrive in time", at: now, into: &actions)
        case .sending where sentInPeriod >= limits.sendMinimumBytes: startSendPeriod(at: now)
        case .reading, .sending, .lingering: close(into: &actions)
        case .handling, .closed: break
        }
    }

    private mutating func advance(at now: Instant, into actions: inout [Action]) {
        do throws(HTTPRequestError) {
            if let request = try parser.next() {
                phase = .handling(request)
                deadline = nil
                headDeadline = nil
                bodyDeadline = nil
                didContinue = false
                actions.append(.request(request))
                pauseIfFull(into: &actions)
            } else if inputEnded {
                close(into: &actions)
            } else {
                waitForOctets(at: now, into: &actions)
            }
        } catch {
            refuse(error.status, reason: error.description, at: now, into: &actions)
        }
    }

    /// Sets the deadline for the rest of a request, or for the next one.
    private mutating func waitForOctets(at now: Instant, into actions: inout [Action]) {
        if parser.awaitsBody {
            bodyDeadline = bodyDeadline ?? now + limits.bodyTime
            deadline = bodyDeadline
            if parser.awaitsContinue, !didContinue {
                didContinue = true
                emit(ResponseHead(.continue), .none, into: &actions)
            }
        } else if parser.isInsideRequest {
            headDeadline = headDeadline ?? now + limits.headTime
            deadline = headDeadline
        } else {
            deadline = now + limits.idleTime
        }
    }

    private mutating func refuse(
        _ status: HTTPStatus, reason: String, at now: Instant, into actions: inout [Action]
    ) {
        actions.append(.refused(status, reason: reason))
        send(
            .text(status, reason), isHead: false, keepsAlive: false, version: .http11, at: now, into: &actions
        )
    }

    private mutating func send(
        _ response: HTTPResponse, to request: HTTPRequest, at now: Instant, into actions: inout [Action]
    ) {
        let seed = boundarySeed
        send(
            response.selected(for: request, boundary: "rackrise-" + String(seed, radix: 36)),
            isHead: request.method == .head,
            keepsAlive: request.keepsAlive && !response.headers.contains(token: "close", in: "Connection"),
            version: request.version, at: now, into: &actions)
    }

    private mutating func send(
        _ response: HTTPResponse, isHead: Bool, keepsAlive: Bool, version: HTTPVersion, at now: Instant,
        into actions: inout [Action]
    ) {
        var head = ResponseHead(response.status, headers: response.headers)
        let elapsed = (now - startedAt).components.seconds
        head.unixTime = unixTime.addingReportingOverflow(elapsed).partialValue
        head.contentLength = response.status.isBodyless ? nil : response.body.count
        if !keepsAlive {
            head.connection = "close"
        } else if version == .http10 {
            head.connection = "keep-alive"
        }
        let body = isHead || response.status.isBodyless ? .none : response.body
        bodyBytes = body.count
        phase = .sending(keepsAlive: keepsAlive)
        startSendPeriod(at: now)
        emit(head, body, into: &actions)
    }

    /// Joins neighbouring octets, so that a head and a small body leave in one packet.
    private mutating func emit(_ head: ResponseHead, _ body: HTTPBody, into actions: inout [Action]) {
        var pending: [UInt8] = []
        let room = if case .bytes(let octets) = body { octets.count } else { 0 }
        pending.reserveCapacity(ResponseHead.usualLength + room)
        head.write(to: &pending)
        unsentBytes += UInt64(pending.count) + body.count
        for part in body.parts where part.count > 0 {
            switch part {
            case .bytes(let octets): pending += octets
            case .file(let id, let range):
                if !pending.isEmpty { actions.append(.send(pending)) }
                pending = []
                actions.append(.sendFile(id: id, offset: range.lowerBound, count: part.count))
            }
        }
        if !pending.isEmpty { actions.append(.send(pending)) }
    }

    private mutating func progress(_ count: UInt64, at now: Instant, into actions: inout [Action]) {
        let count = min(count, unsentBytes)
        unsentBytes -= count
        sentInPeriod += count
        guard case .sending(let keepsAlive) = phase, unsentBytes == 0 else { return }
        if isPaused {
            isPaused = false
            actions.append(.resumeReading)
        }
        if keepsAlive {
            phase = .reading
            advance(at: now, into: &actions)
        } else if inputEnded {
            close(into: &actions)
        } else {
            // Closing with unread input would reset the connection, and the client lose the response.
            phase = .lingering
            deadline = now + limits.lingerTime
            actions.append(.shutdownSending)
        }
    }

    private mutating func startSendPeriod(at now: Instant) {
        sentInPeriod = 0
        deadline = now + limits.sendPeriod
    }

    private mutating func pauseIfFull(into actions: inout [Action]) {
        guard !isPaused, parser.bufferedBytes >= limits.pipelineBytes else { return }
        isPaused = true
        actions.append(.pauseReading)
    }

    private mutating func close(into actions: inout [Action]) {
        phase = .closed
        deadline = nil
        actions.append(.close)
    }
}
