/// One line of the results: the same work by several servers.
struct Row: Sendable {
    /// What was done.
    var work: String
    /// The unit of the figures.
    var unit: String
    /// The medians by server, in the order of the rounds.
    var figures: [Figure]
    /// Rackrise's figure over the best peer's must be at least this, or at most, where less is better.
    var floor: Double?
    /// Whether a small figure is good.
    var lessIsBetter = false

    /// Rackrise's own figure.
    private var own: Double? { figures.first { $0.server == "Rackrise" }.flatMap(\.value) }

    /// The best figure of the others.
    private var best: Double? {
        let others = figures.filter { $0.server != "Rackrise" }.compactMap(\.value)
        return lessIsBetter ? others.min() : others.max()
    }

    /// Rackrise's figure over the best of the others.
    var ratio: Double? {
        guard let own, let best, best > 0 else { return nil }
        return own / best
    }

    /// Whether the floor is kept; nil where there is none.
    var isMet: Bool? {
        guard let floor else { return nil }
        guard let value = best == nil ? own : ratio else { return false }
        return lessIsBetter ? value <= floor : value >= floor
    }

    /// The line of the Markdown table.
    var markdown: String {
        let figures = figures.map(\.text).joined(separator: ", ")
        let bound =
            floor.map { "\(lessIsBetter ? "≤" : "≥") \(Self.text($0))\(best == nil ? "" : " ×")" } ?? "–"
        let ratio = ratio.map { "\(Self.text($0)) ×" } ?? "–"
        let verdict = isMet.map { $0 ? "yes" : "**no**" } ?? "–"
        return "| \(work) | \(unit) | \(figures) | \(ratio) | \(bound) | \(verdict) |"
    }

    /// The head of the table.
    static let head = """
        | work | unit | figures | ratio | floor | kept |
        |---|---|---|---|---|---|
        """

    /// Three digits, or all before the point.
    static func text(_ value: Double) -> String {
        switch abs(value) {
        case 100...: "\(Int(value.rounded()))"
        case 10...: "\((value * 10).rounded() / 10)"
        default: "\((value * 100).rounded() / 100)"
        }
    }

    /// The middle value.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return 0 }
        return sorted.count.isMultiple(of: 2)
            ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
            : sorted.count == 1 ? last : sorted[sorted.count / 2]
    }
}
