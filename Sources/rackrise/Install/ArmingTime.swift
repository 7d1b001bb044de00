import ArgumentParser
import InstallPlan
import OperatorFiles

/// How long an arming lasts, as operators write it: `90m`, `24h`.
struct ArmingTime: ExpressibleByArgument {
    private static let range: ClosedRange<Duration> = .seconds(60) ... .seconds(30 * 86_400)

    /// The time.
    let duration: Duration
    /// How it is written in the help.
    let defaultValueDescription: String

    /// The standard time.
    init() {
        duration = Arming.standardTime
        defaultValueDescription = "\(Arming.standardTime.components.seconds / 3600)h"
    }

    /// Reads a whole number with a unit, from one minute to 30 days.
    init?(argument: String) {
        guard let duration = DurationText.parse(argument), Self.range.contains(duration) else { return nil }
        self.duration = duration
        defaultValueDescription = argument
    }
}
