/// What came of a storm.
public struct StormReport: Sendable {
    /// The times of one stage.
    public struct Times: Sendable {
        private var samples: [Duration] = []

        init() {}

        /// How many machines passed the stage.
        public var count: Int { samples.count }

        mutating func add(_ time: Duration) { samples.append(time) }

        mutating func sort() { samples.sort() }

        /// The time within which this share of them did, 0…1; zero when none did.
        public func percentile(_ share: Double) -> Duration {
            guard !samples.isEmpty else { return .zero }
            let rank = Int((share * Double(samples.count)).rounded(.up))
            return samples[min(max(rank, 1), samples.count) - 1]
        }
    }

    /// How many machines there were.
    public let machineCount: Int
    /// How many ended as they should.
    public internal(set) var successCount = 0
    /// How many did not, by reason.
    public internal(set) var failures: [String: Int] = [:]
    /// The times of each stage.
    public internal(set) var stages: [Stage: Times] = [:]
    /// From power-on to the last download.
    public internal(set) var boots = Times()
    /// Octets of content.
    public internal(set) var bytes: UInt64 = 0
    /// Downloads whose SHA-256 was compared.
    public internal(set) var digestCount = 0
    /// From the first power-on to the end.
    public internal(set) var took: Duration = .zero

    /// How many machines are done, well or not.
    public var doneCount: Int { successCount + failures.values.reduce(0, +) }

    init(machineCount: Int) { self.machineCount = machineCount }

    mutating func add(_ passage: Passage) {
        stages[passage.stage, default: Times()].add(passage.took)
        bytes += passage.bytes
    }

    mutating func close(after took: Duration) {
        self.took = took
        for stage in Stage.allCases { stages[stage]?.sort() }
        boots.sort()
    }
}
