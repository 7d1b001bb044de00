public import NetTypes
import TFTP

/// One simulated machine from power-on to its last download; knows no socket.
///
/// The driver executes the actions in order and calls `timedOut(at:into:)` when `deadline` has passed.
public struct Machine: Sendable {
    /// Bounds on waiting.
    public enum Limits {
        /// The waits for a DHCP answer.
        public static let answerTimes: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]
        /// The longest silence on a connection.
        public static let stallTime: Duration = .seconds(30)
        /// The longest chain of scripts.
        public static let chainedScripts = 8
        /// The longest script.
        public static let scriptBytes = 64 << 10
    }

    enum Phase: Sendable {
        case idle
        /// Waiting for an offer, or for the boot server at an address.
        case asking(IPv4Address?)
        case transferring(ReadClient, server: IPv4Endpoint, name: String, bytes: UInt64)
        case fetching(HTTPResource, ResponseReader)
        case ended
    }

    /// Which firmware it plays.
    public let personality: Personality
    /// Its hardware address.
    public let mac: MACAddress
    /// The address it pretends to have got from the site's DHCP server.
    public let address: IPv4Address
    /// The number of its DHCP exchange.
    public internal(set) var transactionID: UInt32

    var phase = Phase.idle
    /// The stage it is in.
    public internal(set) var stage: Stage
    var stageStart = Instant(nanoseconds: 0)
    var connection: IPv4Endpoint?
    var script: [UInt8] = []
    var scriptCount = 0
    var downloads: [(stage: Stage, url: String)] = []
    var tries = 0
    /// Whether the chainloader runs.
    var hasChained = false
    /// When to call `timedOut(at:into:)` next; nil before the start and after the end.
    public internal(set) var deadline: Instant?

    /// Prepares a machine; `transactionID` and the number after it are its own.
    public init(_ personality: Personality, mac: MACAddress, address: IPv4Address, transactionID: UInt32) {
        self.personality = personality
        self.mac = mac
        self.address = address
        self.transactionID = transactionID
        stage = personality == .ipxe ? .ipxeOffer : .offer
    }

    /// How many octets of a file follow on the connection before anything else.
    public var discardableBytes: Int {
        guard case .fetching(_, let reader) = phase, stage != .script, reader.isInsideBody else { return 0 }
        return reader.remaining
    }

    /// Powers the machine on.
    public mutating func start(at now: Instant, into actions: inout [Action]) {
        guard case .idle = phase else { return }
        discover(at: now, into: &actions)
    }

    /// Takes what the network brought; what does not fit is ignored.
    public mutating func handle(_ input: Input, at now: Instant, into actions: inout [Action]) {
        switch (input, phase) {
        case (.reply(let message), .asking(let server)):
            handle(message, from: server, at: now, into: &actions)
        case (.packet(let octets, let source), .transferring):
            handlePacket(octets, from: source, at: now, into: &actions)
        case (.connected, .fetching(let resource, _)): actions.append(.send(resource.request()))
        case (.octets(let octets), .fetching): handleOctets(octets, at: now, into: &actions)
        case (.discarded(let count), .fetching): handleDiscarded(count, at: now, into: &actions)
        case (.disconnected, .fetching): fail("the connection broke off", into: &actions)
        default: break
        }
    }

    /// Does what is due; harmless when called early.
    public mutating func timedOut(at now: Instant, into actions: inout [Action]) {
        guard let deadline, now >= deadline else { return }
        switch phase {
        case .asking: ask(at: now, into: &actions)
        case .transferring(var client, let server, let name, let bytes):
            var steps: [ReadClient.Action] = []
            client.timedOut(at: now, into: &steps)
            phase = .transferring(client, server: server, name: name, bytes: bytes)
            execute(steps, at: now, into: &actions)
        case .fetching: fail("nothing came for \(Limits.stallTime)", into: &actions)
        case .idle, .ended: self.deadline = nil
        }
    }

    mutating func pass(
        named name: String, bytes: UInt64 = 0, entityTag: String? = nil, at now: Instant,
        into actions: inout [Action]
    ) {
        actions.append(
            .passed(
                Passage(stage: stage, name: name, took: now - stageStart, bytes: bytes, entityTag: entityTag))
        )
        stageStart = now
    }

    mutating func finish(_ ending: Ending, into actions: inout [Action]) {
        end(into: &actions)
        actions.append(.finished(ending))
    }

    mutating func fail(_ reason: String, into actions: inout [Action]) {
        end(into: &actions)
        actions.append(.failed(stage, reason: reason))
    }

    private mutating func end(into actions: inout [Action]) {
        phase = .ended
        deadline = nil
        actions.append(.close)
    }
}
