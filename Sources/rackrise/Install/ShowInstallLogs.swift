import ArgumentParser
import Foundation
import InstallPlan
import OperatorFiles
import Store

/// `rackrise install logs`.
struct ShowInstallLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the phases of a node's install printed.",
        discussion: """
            Characters that a terminal would act on are shown as escapes. JSON is one object on each line.

              rackrise install logs rack1-01 --phase copy
              rackrise install logs rack1-01 -f
            """)

    @OptionGroup var node: NodeArgument

    @Flag(name: .shortAndLong, help: "Go on with what is printed until the install is over.")
    var follow = false

    @Option(help: ArgumentHelp("Only this phase.", valueName: "phase"))
    var phase: InstallPhase?

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    private static let pollInterval = Duration.milliseconds(250)

    func run() async throws {
        let database = try shared.databaseForReading()
        let job = try node.job(in: database)
        var logs = PhaseLogs(directory: "\(try shared.configuration().state)/jobs/\(job.id)", phase: phase)
        var heading: PhaseLogs.File?
        while true {
            // Looked at first, so that what is written until the end is read after it.
            let isOver = try database.job(job.id)?.outcome != nil
            for line in try logs.next(toEnd: isOver || !follow) { try show(line, &heading) }
            if isOver || !follow { break }
            try await Task.sleep(for: Self.pollInterval)
        }
        if heading == nil, !json.isOn {
            Console.writeError(
                "nothing is logged of job \(job.id)\(phase.map { " in \($0.rawValue)" } ?? "") yet; rackrise install status "
                    + "\(job.node) shows where it is")
        }
    }

    private func show(_ line: PhaseLogs.Line, _ heading: inout PhaseLogs.File?) throws {
        let isNew = line.file != heading
        heading = line.file
        if json.isOn {
            let record = LogRecord(
                attempt: line.file.attempt, phase: line.file.phase.rawValue, text: line.text)
            return try Console.write([JSON.line(record)])
        }
        if isNew { try Console.write(["== \(line.file.phase.rawValue), attempt \(line.file.attempt)"]) }
        try Console.write([TerminalText.printable(line.text)])
    }

    /// A line as `--json` shows it.
    private struct LogRecord: Encodable {
        let attempt: Int
        let phase: String
        let text: String
    }
}
