import DHCP
public import NetIO
import NetTypes

/// Powers on many simulated machines at once and counts what a netboot server makes of them.
@NetLoop
public final class StormDriver {
    /// Named bounds of the driver.
    private enum Limits {
        /// Octets taken in one read.
        static let readBytes = 64 << 10
        /// Reads of one connection in one wake-up.
        static let readsPerWake = 16
        /// Packets of one transfer in one wake-up.
        static let packetsPerWake = 64
        /// Octets thrown away in one call.
        static let discardBytes = 4 << 20
        /// The longest TFTP packet of a server.
        static let packetBytes = 2048
    }

    private static let serverPort: UInt16 = 67
    private static let clientPort: UInt16 = 68
    private static let bootServerPort: UInt16 = 4011

    private let plan: StormPlan
    private let firstTransaction: UInt32
    private let socket: UDPSocket
    private let finished: @Sendable (StormReport) -> Void
    private var timer: LoopTimer?
    private var armedFor: Instant?
    private var report: StormReport
    private var players: [Int: Player] = [:]
    private var nextIndex = 0
    private var startedAt = Instant(nanoseconds: 0)
    private var input = [UInt8](repeating: 0, count: Limits.readBytes)

    /// Binds the DHCP client port; `finished` gets the report once.
    public init(_ plan: StormPlan, finished: @escaping @Sendable (StormReport) -> Void) throws(SocketError) {
        self.plan = plan
        self.finished = finished
        firstTransaction = .random(in: .min ... .max)
        report = StormReport(machineCount: plan.machines.count)
        socket = try UDPSocket(IPv4Endpoint(.any, Self.clientPort), device: plan.interface, broadcast: true)
    }

    /// How far it is.
    public var progress: StormReport { report }

    /// Powers the first machines on.
    public func start() throws(SocketError) {
        startedAt = MonotonicClock.now()
        timer = LoopTimer(on: NetLoop.executor) { [weak self] in
            NetLoop.assumeIsolated { self?.timedOut() }
        }
        try socket.start { [weak self] datagram in self?.receive(datagram) }
        arm(startedAt + plan.timeLimit)
        powerOn()
    }

    private func powerOn() {
        while players.count < plan.concurrency, nextIndex < plan.machines.count {
            let index = nextIndex
            nextIndex += 1
            let entry = plan.machines[index]
            let machine = Machine(
                entry.personality, mac: entry.mac, address: plan.addresses[index % plan.addresses.count],
                transactionID: firstTransaction &+ UInt32(2 * index))
            let now = MonotonicClock.now()
            let isSampled = index.isMultiple(of: StormPlan.Limits.sampleInterval)
            let player = Player(machine, expectation: entry.expectation, isSampled: isSampled, at: now)
            players[index] = player
            advance(index, player) { $0.start(at: $1, into: &$2) }
        }
        if players.isEmpty, nextIndex == plan.machines.count { end() }
    }

    private func end() {
        guard let timer else { return }
        timer.cancel()
        self.timer = nil
        socket.close()
        report.close(after: MonotonicClock.now() - startedAt)
        finished(report)
    }

    // MARK: - Input

    private func receive(_ datagram: Datagram) {
        guard let message = try? DHCPMessage(parsing: datagram.payload) else { return }
        let index = Int((message.transactionID &- firstTransaction) / 2)
        guard let player = players[index] else { return }
        advance(index, player) { $0.handle(.reply(message), at: $1, into: &$2) }
    }

    private func ready(_ index: Int, _ descriptor: Int32) {
        guard let player = players[index], player.descriptor == descriptor else { return }
        switch player.wire {
        case .none: break
        case .transfer(let socket): receive(socket, index, player)
        case .connecting(let socket):
            player.wire = .connection(socket)
            do throws(SocketError) {
                try NetLoop.change(socket.descriptor, to: .input)
                advance(index, player) { $0.handle(.connected, at: $1, into: &$2) }
            } catch {
                advance(index, player) { $0.handle(.disconnected, at: $1, into: &$2) }
            }
        case .connection(let socket): receive(socket, index, player)
        }
    }

    private func receive(_ socket: TransferSocket, _ index: Int, _ player: Player) {
        for _ in 0..<Limits.packetsPerWake {
            guard player.descriptor == socket.descriptor, let input = socket.receive() else {
                return
            }
            advance(index, player) {
                $0.handle(.packet(input.payload, from: input.source), at: $1, into: &$2)
            }
        }
    }

    private func receive(_ socket: TCPSocket, _ index: Int, _ player: Player) {
        for _ in 0..<Limits.readsPerWake where player.descriptor == socket.descriptor {
            let skippable = player.isSampled ? 0 : player.machine.discardableBytes
            let isSkipping = skippable > 0
            let outcome =
                isSkipping ? socket.discard(min(skippable, Limits.discardBytes)) : socket.read(into: &input)
            switch outcome {
            case .wouldBlock: return
            case .moved(0), .failed:
                return advance(index, player) { $0.handle(.disconnected, at: $1, into: &$2) }
            case .moved(let count):
                let event: Machine.Input = isSkipping ? .discarded(count) : .octets(Array(input[..<count]))
                advance(index, player) { $0.handle(event, at: $1, into: &$2) }
            }
        }
    }

    // MARK: - Output

    private func advance(
        _ index: Int, _ player: Player, _ step: (inout Machine, Instant, inout [Machine.Action]) -> Void
    ) {
        var actions: [Machine.Action] = []
        step(&player.machine, MonotonicClock.now(), &actions)
        for action in actions { execute(action, index, player) }
        player.machine.deadline.map(arm)
    }

    private func execute(_ action: Machine.Action, _ index: Int, _ player: Player) {
        switch action {
        case .broadcast(let octets):
            socket.send(octets, to: IPv4Endpoint(.broadcast, Self.serverPort))
        case .ask(let server, let octets):
            socket.send(octets, to: IPv4Endpoint(server, Self.bootServerPort), from: player.machine.address)
        case .openTransfer: openTransfer(index, player)
        case .transfer(let octets, let server):
            if case .transfer(let socket) = player.wire { socket.send(octets, to: server) }
        case .connect(let server): connect(index, player, to: server)
        case .send(let octets):
            // A request fits an empty send buffer; a connection that takes none is found by its silence.
            if case .connection(let socket) = player.wire { _ = socket.write(octets, from: 0) }
        case .close: player.close()
        case .content(let octets): player.digest(octets)
        case .passed(let passage): passed(passage, player)
        case .finished(let ending): finished(ending, index, player)
        case .failed(let stage, let reason): failed(stage, reason, index, player)
        }
    }

    private func openTransfer(_ index: Int, _ player: Player) {
        do throws(SocketError) {
            let socket = try TransferSocket(
                localAddress: player.machine.address, longestInput: Limits.packetBytes)
            try socket.start { [weak self] in self?.ready(index, socket.descriptor) }
            player.wire = .transfer(socket)
        } catch {
            player.complaint = player.complaint ?? "\(error)"
        }
    }

    private func connect(_ index: Int, _ player: Player, to server: IPv4Endpoint) {
        do throws(SocketError) {
            let socket = try TCPSocket(from: player.machine.address, to: server)
            try NetLoop.watch(socket.descriptor, for: .room) { [weak self] _ in
                self?.ready(index, socket.descriptor)
            }
            player.wire = .connecting(socket)
        } catch {
            player.complaint = player.complaint ?? "\(error)"
        }
    }

    // MARK: - Results

    private func passed(_ passage: Passage, _ player: Player) {
        report.add(passage)
        let digest = player.takeDigest()
        if digest != nil { report.digestCount += 1 }
        player.complaint =
            player.complaint ?? player.expectation?.complaint(about: passage, digest: digest)
            ?? Self.complaint(about: passage, digest: digest)
    }

    /// Rackrise's entity tags are the digests of the files.
    private static func complaint(about passage: Passage, digest: String?) -> String? {
        guard let digest, let tag = passage.entityTag, tag.utf8.count == digest.utf8.count, tag != digest
        else {
            return nil
        }
        return "\(passage.name) has the SHA-256 \(digest), but its entity tag is \(tag)"
    }

    private func finished(_ ending: Machine.Ending, _ index: Int, _ player: Player) {
        let complaint = player.complaint ?? player.expectation?.complaint(about: ending)
        report.boots.add(MonotonicClock.now() - player.startedAt)
        settle(index, complaint)
    }

    private func failed(_ stage: Stage, _ reason: String, _ index: Int, _ player: Player) {
        if let expectation = player.expectation, expectation.ending == .silence(stage), reason == "no answer"
        {
            return settle(index, player.complaint)
        }
        settle(index, player.complaint ?? "\(stage.rawValue): \(reason)")
    }

    private func settle(_ index: Int, _ complaint: String?) {
        players[index] = nil
        if let complaint { report.failures[complaint, default: 0] += 1 } else { report.successCount += 1 }
        // Later, so that a machine that fails at once does not start the next one inside its own step.
        NetLoop.executor.perform { [weak self] in NetLoop.assumeIsolated { self?.powerOn() } }
    }

    // MARK: - Time

    private func arm(_ deadline: Instant) {
        if let armedFor, armedFor <= deadline { return }
        armedFor = deadline
        timer?.arm(deadline)
    }

    private func timedOut() {
        let now = MonotonicClock.now()
        guard now < startedAt + plan.timeLimit else { return giveUp() }
        armedFor = nil
        for (index, player) in players where player.machine.deadline.map({ $0 <= now }) ?? false {
            advance(index, player) { $0.timedOut(at: $1, into: &$2) }
        }
        let earliest = players.values.compactMap(\.machine.deadline).min()
        arm(min(earliest ?? .init(nanoseconds: .max), startedAt + plan.timeLimit))
    }

    private func giveUp() {
        let unfinished = plan.machines.count - report.doneCount
        if unfinished > 0 { report.failures["not done in time", default: 0] += unfinished }
        players.values.forEach { $0.close() }
        players.removeAll()
        nextIndex = plan.machines.count
        end()
    }
}
