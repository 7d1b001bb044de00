import ArgumentParser
import Storm

/// `--mix uefi=3,bios=1`: how many machines of each kind, in proportion.
struct StormMix: ExpressibleByArgument, Equatable {
    /// The kinds in turn, each as often as its share says.
    let cycle: [Personality]

    /// As it was written.
    let defaultValueDescription: String

    /// UEFI PXE only.
    static let uefi = StormMix(defaultValueDescription: "uefi", cycle: [.uefi])

    /// The largest share.
    private static let largestShare = 1000

    private init(defaultValueDescription: String, cycle: [Personality]) {
        self.defaultValueDescription = defaultValueDescription
        self.cycle = cycle
    }

    /// Reads `kind=share` pairs; a kind alone has the share 1.
    init?(argument: String) {
        var cycle: [Personality] = []
        for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let kind = parts.first.flatMap({ Personality(rawValue: String($0)) }),
                let share = parts.count == 2 ? Int(parts[1]) : 1, (0...Self.largestShare).contains(share)
            else { return nil }
            cycle += [Personality](repeating: kind, count: share)
        }
        guard !cycle.isEmpty else { return nil }
        self.init(defaultValueDescription: argument, cycle: cycle)
    }

    /// The kind of the machine with this number.
    func personality(_ index: Int) -> Personality { cycle[index % cycle.count] }
}
