/// The settings of every phase of a plan.
public struct PhaseTable: Hashable, Sendable {
    private var settings: [InstallPhase: PhaseSettings]

    /// The standard settings.
    public init() {
        settings = Dictionary(
            uniqueKeysWithValues: InstallPhase.allCases.map { ($0, PhaseSettings.standard($0)) })
    }

    /// The settings of a phase.
    public subscript(phase: InstallPhase) -> PhaseSettings {
        get { settings[phase] ?? .standard(phase) }
        set { settings[phase] = newValue }
    }
}
