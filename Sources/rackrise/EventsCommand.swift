import ArgumentParser
import BootModel
import Foundation
import NetTypes
import OperatorFiles
import Store

/// `rackrise events`.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what machines did on their way from power-on to the kernel.",
        discussion: """
            With a node it is that node's timeline, with the time each stage took; the first stage that is missing is \
            where to look. Times are local.

              rackrise events rack1-01
              rackrise events --follow

            JSON is an array of events, oldest first; with --follow it is one event on each line.
            """)

    @Argument(
        help: ArgumentHelp("A node's name, or any MAC address.", valueName: "node"),
        completion: Completion.nodes)
    var reference: NodeReference?

    @Flag(help: "Go on with new events until interrupted.")
    var follow = false

    @Option(help: "How many of the newest events to show.")
    var limit = 200

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// How often `--follow` looks for new events.
    private static let pollInterval = Duration.milliseconds(250)

    func validate() throws {
        guard (0...1_000_000).contains(limit) else {
            throw ValidationError("--limit is \(limit); give a number from 0 to 1000000.")
        }
    }

    func run() async throws {
        let database = try shared.databaseForReading()
        let (filter, node) = try subject(in: database)
        let events = try database.events(filter, limit: limit)
        if follow { return try await follow(database, filter, from: events) }
        if json.isOn { return try Console.write([JSON.document(events.map { EventRecord($0.event) })]) }
        let lines = EventLines()
        try Console.write(
            filter == .all
                ? events.map { lines.line($0.event) } : Timeline(events: events.map(\.event)).lines)
        // Fewer than asked for are all that there are.
        guard events.count < limit, !events.contains(where: \.event.stage.isOfMachine) else { return }
        if let node {
            try Console.write([Timeline.advice(for: node)])
        } else if events.isEmpty {
            let state = try shared.configuration().state
            let whose = reference.map { " of \($0.mac?.description ?? $0.text)" } ?? ""
            let cause = StateLock.holder(state) == nil ? "; no rackrise serve runs on \(state)" : ""
            try Console.write(["no event\(whose) is recorded\(cause)"])
        }
    }

    /// Whose events: everyone's, a node's, an address's also when no node has it, or those of a node that is gone.
    private func subject(in database: Database) throws -> (EventFilter, Node?) {
        guard let reference else { return (.all, nil) }
        if let mac = reference.mac { return (.mac(mac), try database.node(mac: mac)) }
        if try database.node(name: reference.text) == nil,
            try !database.events(.node(reference.text), limit: 1).isEmpty
        {
            return (.node(reference.text), nil)
        }
        let node = try reference.node(in: database)
        return (.node(node.name), node)
    }

    private func follow(_ database: Database, _ filter: EventFilter, from events: [RecordedEvent])
        async throws
    {
        let lines = EventLines()
        var batch = events
        // With no event shown, those that exist already are still not new.
        var last = try events.last?.sequence ?? database.events(limit: 1).last?.sequence ?? 0
        while true {
            for recorded in batch {
                try Console.write([
                    json.isOn ? JSON.line(EventRecord(recorded.event)) : lines.line(recorded.event)
                ])
                last = recorded.sequence
            }
            if batch.count < Self.followBatch { try await Task.sleep(for: Self.pollInterval) }
            batch = try database.events(filter, after: last, limit: Self.followBatch)
        }
    }

    /// How many new events are read at once.
    private static let followBatch = 1000
}
