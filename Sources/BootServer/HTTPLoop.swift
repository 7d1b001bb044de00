import BootPolicy
import HTTP
import Logging
import NetIO
import NetTypes

/// One event loop of the boot listener with its connections.
///
/// What its thread calls holds it until `stop`. With a weak reference to it, its count would lie in an object of its own, and
/// cost more for every request.
actor HTTPLoop {
    /// Named bounds of a loop.
    enum Limits {
        /// Connections at once, where the process may have descriptors enough.
        static let connections = 4096
        /// Connections at once, however few descriptors there are.
        static let fewestConnections = 64
        /// Connections at once of one client address; firmware has two, GRUB and shim a few more.
        static let connectionsPerClient = 64
        /// Octets of input taken in one read.
        static let readBytes = 16 * 1024
        /// Octets that one connection may send before the others have their turn.
        static let sendBytesPerTurn = 2 << 20
        /// Connections accepted before the others have their turn.
        static let acceptsPerTurn = 32
    }

    /// Only reports of host keys have a body.
    private static let requestLimits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.bodyBytes = HostKeyReport.longest
        limits.bodyPathEnd = "/" + BootPath.phoneHomeName
        return limits
    }()

    nonisolated let executor: LoopExecutor
    private let handler: HTTPHandler
    private let served: ServedInterfaces
    private let connectionLimit: Int
    private let logger: Logger
    private var door: HTTPDoor?
    private var connections: [Int32: HTTPClient] = [:]
    private var connectionsOfClient: [IPv4Address: Int] = [:]
    private let desk: InstallDesk
    /// The requests that wait for the installs' driver, by the numbers of their questions.
    private var inquiries: [UInt64: (inquiry: HTTPInquiry, client: HTTPClient)] = [:]
    private var lastInquiry: UInt64 = 0
    private var input = [UInt8](repeating: 0, count: Limits.readBytes)
    /// Empty between steps; it keeps its room from one to the next.
    private var actions: [HTTPConnection.Action] = []
    private var timer: LoopTimer?
    private var armedFor: Instant?

    init(
        number: Int, connectionLimit: Int, state: ServerState, timeline: Timeline, logger: Logger,
        served: ServedInterfaces, chainloaders: ChainloaderFeed, machines: MachineAddresses,
        desk: InstallDesk
    ) {
        self.connectionLimit = connectionLimit
        executor = LoopExecutor(label: "rackrise.http.\(number)")
        handler = HTTPHandler(
            state: state.copy(), timeline: timeline, served: served, chainloaders: chainloaders,
            machines: machines)
        self.served = served
        self.desk = desk
        self.logger = logger
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Starts to serve what comes to a listener, and closes it in the end.
    func own(_ listener: TCPListener) {
        do throws(SocketError) {
            door = try HTTPDoor(
                listener, on: executor, logger: logger,
                accept: { [self] in assumeIsolated { $0.accept() } },
                wake: { [self] in assumeIsolated { $0.door?.open() } })
        } catch {
            // Its share of the connections goes to the other loops.
            logger.error("HTTP is served by fewer loops: \(error)")
            listener.close()
        }
    }

    func update(_ state: ServerState) { handler.state = state.copy() }

    func learn(_ fact: AddressBook.Fact) { handler.book.learn(fact) }

    func stop() {
        door?.close()
        door = nil
        timer?.cancel()
        timer = nil
        for client in connections.values { close(client) }
    }

    // MARK: - Connections

    private func accept() {
        for _ in 0..<Limits.acceptsPerTurn {
            guard let socket = door?.next(connections: connections.count) else { return }
            accept(socket)
        }
    }

    private func accept(_ socket: TCPSocket) {
        if let reason = reasonToRefuse(socket) {
            logger.debug("HTTP connection refused: \(reason)", metadata: ["from": "\(socket.peer)"])
            return socket.close()
        }
        let client = HTTPClient(
            socket,
            core: HTTPConnection(
                limits: Self.requestLimits, unixTime: MonotonicClock.unixMilliseconds() / 1000,
                boundarySeed: .random(in: .min ... .max)))
        connections[socket.descriptor] = client
        connectionsOfClient[socket.peer.address, default: 0] += 1
        advance(client) { $0.start(at: $1, into: &$2) }
    }

    private func reasonToRefuse(_ socket: TCPSocket) -> String? {
        if !served.serves(socket.localAddress) {
            return "\(socket.localAddress) is no address of a served interface"
        }
        if connections.count >= connectionLimit { return "\(connections.count) connections are open" }
        let own = connectionsOfClient[socket.peer.address, default: 0]
        return own < Limits.connectionsPerClient ? nil : "it has \(own) connections open"
    }

    private func handler(for descriptor: Int32) -> @Sendable (Readiness) -> Void {
        { [self] report in assumeIsolated { $0.ready(descriptor, for: report) } }
    }

    private func ready(_ descriptor: Int32, for what: Readiness) {
        guard let client = connections[descriptor] else { return }
        if what.contains(.room) {
            client.isAwaitingRoom = false
            advance(client) { _, _, _ in }
        }
        // Sending may have ended the connection.
        guard !what.isDisjoint(with: [.input, .broken]),
            !what.contains(.room) || connections[descriptor] === client
        else { return }
        // A broken connection whose input nobody reads would be reported for ever.
        if client.isReading { read(client) } else if what.contains(.broken) { close(client) }
    }

    private func read(_ client: HTTPClient) {
        switch client.socket.read(into: &input) {
        case .moved(0):
            client.stopReading()
            advance(client) { $0.handle(.endOfInput, at: $1, into: &$2) }
        case .moved(let count):
            let octets = Array(input.prefix(count))
            advance(client) { $0.handle(.received(octets), at: $1, into: &$2) }
        case .wouldBlock: break
        // EDK2 ends every exchange with a reset; what was sent counts.
        case .failed: close(client)
        }
    }

    /// Runs a step of the core, then everything that follows from it, as far as the socket takes output.
    private func advance(
        _ client: HTTPClient, _ step: (inout HTTPConnection, Instant, inout [HTTPConnection.Action]) -> Void
    ) {
        var actions: [HTTPConnection.Action] = []
        swap(&actions, &self.actions)
        defer { swap(&actions, &self.actions) }
        let now = MonotonicClock.now()
        step(&client.core, now, &actions)
        while true {
            guard execute(&actions, client, at: now) else { return close(client) }
            guard client.hasOutput, !client.isAwaitingRoom else { break }
            guard let sent = send(client) else { return close(client) }
            client.core.handle(.progressed(sent), at: now, into: &actions)
        }
        do throws(SocketError) {
            try client.watch(on: executor, handler: handler(for: client.socket.descriptor))
        } catch {
            logger.error("\(error)")
            return close(client)
        }
        client.core.deadline.map(arm)
    }

    /// Carries out the core's actions and empties the list; false when the connection is to be closed.
    private func execute(
        _ actions: inout [HTTPConnection.Action], _ client: HTTPClient, at now: Instant
    ) -> Bool {
        defer { actions.removeAll(keepingCapacity: true) }
        var done = 0
        while done < actions.count {
            defer { done += 1 }
            switch actions[done] {
            case .request(let request):
                switch handler.respond(to: request, for: client) {
                case .response(let response):
                    client.core.handle(.response(response), at: now, into: &actions)
                case .inquiry(let inquiry): ask(inquiry, for: client)
                }
            case .refused(let status, let reason):
                logger.debug(
                    "HTTP request refused",
                    metadata: [
                        "from": "\(client.socket.peer)", "status": "\(status.rawValue)",
                        "reason": "\(reason)",
                    ])
            case .send(let octets): client.enqueue(octets)
            case .sendFile(let id, let offset, let count):
                client.enqueue(file: id, offset: offset, count: count)
            case .pauseReading: client.pauseReading()
            case .resumeReading: client.resumeReading()
            case .shutdownSending: client.socket.shutdownSending()
            case .close: return false
            }
        }
        return true
    }

    /// Sends what the socket takes, within this turn's share; nil when the connection is broken.
    private func send(_ client: HTTPClient) -> UInt64? {
        var sent = 0
        var isFull = false
        while client.hasOutput, !isFull, sent < Limits.sendBytesPerTurn {
            switch client.sendSome(atMost: Limits.sendBytesPerTurn - sent) {
            case .moved(let count) where count > 0: sent += count
            case .wouldBlock: isFull = true
            // Nothing moved: a file that became shorter cannot be made good within this response.
            case .moved, .failed: return nil
            }
        }
        client.isAwaitingRoom = client.hasOutput
        if !client.hasOutput { handler.finish(client) }
        return UInt64(sent)
    }

    private func close(_ client: HTTPClient) {
        guard connections.removeValue(forKey: client.socket.descriptor) != nil else { return }
        client.inquiry.map { inquiries[$0] = nil }
        handler.abandon(client)
        let address = client.socket.peer.address
        let others = connectionsOfClient[address, default: 1] - 1
        connectionsOfClient[address] = others > 0 ? others : nil
        executor.forget(client.socket.descriptor)
        client.close()
        door?.open()
    }

    // MARK: - Installs

    /// Asks on behalf of a client, whose connection waits while the others are served.
    private func ask(_ inquiry: HTTPInquiry, for client: HTTPClient) {
        lastInquiry += 1
        let number = lastInquiry
        inquiries[number] = (inquiry, client)
        client.inquiry = number
        desk.ask(inquiry.question) { [self] outcome in
            executor.perform { [self] in assumeIsolated { $0.settle(number, outcome) } }
        }
    }

    /// Answers the client, if it is still there.
    private func settle(_ number: UInt64, _ outcome: InstallDesk.Outcome) {
        guard let (inquiry, client) = inquiries.removeValue(forKey: number) else { return }
        client.inquiry = nil
        let response = handler.respond(to: inquiry, with: outcome, for: client)
        advance(client) { $0.handle(.response(response), at: $1, into: &$2) }
    }

    // MARK: - Time

    private func arm(_ deadline: Instant) {
        if let armedFor, armedFor <= deadline { return }
        let timer =
            timer ?? LoopTimer(on: executor) { [self] in assumeIsolated { $0.timedOut() } }
        self.timer = timer
        armedFor = deadline
        timer.arm(deadline)
    }

    private func timedOut() {
        let now = MonotonicClock.now()
        for client in connections.values where client.core.deadline.map({ $0 <= now }) ?? false {
            advance(client) { $0.timedOut(at: $1, into: &$2) }
        }
        armedFor = nil
        connections.values.compactMap(\.core.deadline).min().map(arm)
    }
}
