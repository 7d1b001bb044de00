public import NetTypes

/// What a storm consists of.
public struct StormPlan: Sendable {
    /// One machine to power on.
    public struct Machine: Sendable {
        /// Which firmware it plays.
        public var personality: Personality
        /// Its hardware address.
        public var mac: MACAddress
        /// What it should get; nil where nothing is known.
        public var expectation: Expectation?

        /// Describes a machine.
        public init(_ personality: Personality, mac: MACAddress, expectation: Expectation? = nil) {
            self.personality = personality
            self.mac = mac
            self.expectation = expectation
        }
    }

    /// Bounds on a storm.
    public enum Limits {
        /// Machines in one storm.
        public static let machines = 100_000
        /// Machines under way at once.
        public static let concurrency = 4096
        /// Machines whose downloads are hashed: one of so many.
        public static let sampleInterval = 16
    }

    /// The machines in the order in which they are powered on.
    public var machines: [Machine]
    /// How many are under way at once.
    public var concurrency: Int
    /// The interface they are plugged into.
    public var interface: String
    /// The addresses they pretend to have been given, in turn; all must be this host's.
    public var addresses: [IPv4Address]
    /// When to give up.
    public var timeLimit: Duration

    /// Describes a storm; what is beyond the limits is cut.
    public init(
        machines: [Machine], concurrency: Int, interface: String, addresses: [IPv4Address],
        timeLimit: Duration
    ) {
        self.machines = Array(machines.prefix(Limits.machines))
        self.concurrency = min(max(1, concurrency), Limits.concurrency)
        self.interface = interface
        self.addresses = addresses
        self.timeLimit = timeLimit
    }
}
