/// What a machine tells of the system that runs on it after its restart.
public struct RunningSystem: Hashable, Sendable {
    /// The id of its boot.
    public private(set) var bootID = ""
    /// The kernel's arguments.
    public private(set) var commandLine = ""
    /// Where `/run/current-system` leads; nil where there is none.
    public private(set) var system: String?
    /// Its name.
    public private(set) var hostname = ""
    /// What systemd says of itself; nil without systemd.
    public private(set) var state: String?
    /// The units that failed.
    public private(set) var failedUnits: [String] = []
    /// The states of the units that were asked for.
    public private(set) var units: [String: String] = [:]

    /// Reads what the script `running.sh` printed.
    public init(_ text: String) {
        for (key, value) in MachineReport.lines(text).prefix(MachineReport.countLimit) {
            switch key {
            case "boot": bootID = value
            case "cmdline": commandLine = value
            case "system": system = value
            case "hostname": hostname = value
            case "state": state = value
            case "failed": failedUnits.append(value)
            case "unit":
                let words = value.split(separator: " ", maxSplits: 1)
                if words.count == 2 { units[String(words[1])] = String(words[0]) }
            default: break
            }
        }
    }

    /// Compares it with what was installed and what the plan expects.
    ///
    /// - Parameters:
    ///   - path: The store path of the system that was installed.
    ///   - installerBoot: The id of the installer's boot, which must not be this one.
    ///   - hostname: The name it must have; nil when any will do.
    ///   - settings: What the plan expects.
    /// - Throws: What is wrong, the weightiest first.
    public func check(
        system path: String, installerBoot: String?, hostname name: String?, settings: ConfirmSettings
    ) throws(InstallFailure) {
        let words = commandLine.split(separator: " ")
        if words.contains(where: { $0.hasPrefix(Gate.tokenArgument + "=") }) {
            throw InstallFailure(.bootedInstallerAgain, "its command line carries \(Gate.tokenArgument)")
        }
        if !bootID.isEmpty, bootID == installerBoot {
            throw InstallFailure(.rebootRefused, "it still runs in the installer's boot")
        }
        if let system, system != path {
            throw InstallFailure(.wrongSystem, "\(SeenText.clean(system)) runs, not \(path)")
        }
        let initArgument = words.last { $0.hasPrefix("init=") }
        guard system != nil || initArgument == "init=\(path)/init" else {
            throw InstallFailure(
                .wrongSystem, "neither /run/current-system nor the command line names \(path)")
        }
        if let initArgument, initArgument != "init=\(path)/init" {
            throw InstallFailure(.wrongSystem, "it was started with \(SeenText.clean(initArgument))")
        }
        if let name, name != hostname {
            throw InstallFailure(.checkFailed, "its name is \(SeenText.clean(hostname)), not \(name)")
        }
        try checkState(settings.state)
        for unit in settings.units where units[unit] != "active" {
            let state = SeenText.clean(units[unit] ?? "unknown")
            throw InstallFailure(.checkFailed, "the unit \(unit) is \(state), not active")
        }
    }

    private func checkState(_ expected: ConfirmSettings.SystemState) throws(InstallFailure) {
        let isGood =
            switch expected {
            case .any: true
            case .degraded: state == "running" || state == "degraded"
            case .running: state == "running"
            }
        guard !isGood else { return }
        let units = failedUnits.isEmpty ? "" : "; failed: \(failedUnits.joined(separator: ", "))"
        throw InstallFailure(.systemDegraded, "systemd says \(state ?? "nothing")\(units)")
    }
}
