import Storm

/// A storm's report as `--json` shows it; times are in milliseconds.
struct StormRecord: Encodable {
    /// The times of one stage.
    struct Times: Encodable {
        let stage: String
        let count: Int
        let p50: Double
        let p90: Double
        let p99: Double
        let max: Double

        init(_ stage: String, _ times: StormReport.Times) {
            self.stage = stage
            count = times.count
            p50 = times.percentile(0.5).milliseconds
            p90 = times.percentile(0.9).milliseconds
            p99 = times.percentile(0.99).milliseconds
            max = times.percentile(1).milliseconds
        }
    }

    let machines: Int
    let succeeded: Int
    let failed: Int
    let failures: [String: Int]
    let seconds: Double
    let bytes: UInt64
    let digestsCompared: Int
    let stages: [Times]

    /// Describes a report; the whole boot is the last stage.
    init(_ report: StormReport) {
        machines = report.machineCount
        succeeded = report.successCount
        failed = report.doneCount - report.successCount
        failures = report.failures
        seconds = report.took.milliseconds / 1000
        bytes = report.bytes
        digestsCompared = report.digestCount
        stages =
            Stage.allCases.compactMap { stage in report.stages[stage].map { Times(stage.rawValue, $0) } }
            + [Times("boot", report.boots)]
    }

    /// The report for people.
    var lines: [String] {
        let rate = seconds > 0 ? UInt64(Double(bytes) / seconds) : 0
        let rows = stages.map { times in
            [times.stage, "\(times.count)"]
                + [times.p50, times.p90, times.p99, times.max].map { Self.text(milliseconds: $0) }
        }
        let reasons = failures.sorted { $0.value > $1.value }.map { "failed: \($0.value) × \($0.key)" }
        return ["\(succeeded) of \(machines) machines booted in \(Self.text(milliseconds: seconds * 1000))"]
            + [
                "\(ByteCount.text(bytes)) sent, \(ByteCount.text(rate))/s; \(digestsCompared) digests compared"
            ]
            + Table(["STAGE", "COUNT", "P50", "P90", "P99", "MAX"], rows: rows).lines + reasons
    }

    private static func text(milliseconds: Double) -> String {
        milliseconds < 1000
            ? "\((milliseconds * 100).rounded() / 100) ms" : Elapsed.text(milliseconds: Int64(milliseconds))
    }
}

extension Duration {
    fileprivate var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
