import ArgumentParser
import BootModel
import NetTypes
import Store

/// `rackrise node list`.
struct ListNodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show all nodes, or the machines that asked and are none.",
        discussion: """
            'rackrise node list --unknown' shows every machine that asked for a boot and is not on the whitelist, with \
            the MAC address to add and the reason why it got no answer.
            """)

    @Flag(help: "Show the machines that are not on the whitelist, the last heard first.")
    var unknown = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let database = try shared.databaseForReading()
        if unknown {
            try write(sightings: database.sightings())
        } else {
            try write(nodes: database.nodes())
        }
    }

    private func write(nodes: [Node]) throws {
        if json.isOn { return try Console.write([JSON.document(nodes.map(NodeRecord.init))]) }
        if nodes.isEmpty {
            return try Console.write([
                "no nodes yet; rackrise node add MAC --name NAME --profile PROFILE adds one"
            ])
        }
        try Console.write(NodeText.table(nodes))
    }

    private func write(sightings: [Sighting]) throws {
        if json.isOn { return try Console.write([JSON.document(sightings.map(SightingRecord.init))]) }
        if sightings.isEmpty {
            return try Console.write([
                "no unknown machine was heard; dhcp.unknown must be discover to record them"
            ])
        }
        let clock = ClockText()
        let rows = sightings.map {
            [
                $0.mac.description, clock.text($0.firstSeen), clock.text($0.lastSeen), "\($0.count)",
                $0.firmware, $0.reason,
            ]
        }
        try Console.write(
            Table(["MAC", "FIRST HEARD", "LAST HEARD", "COUNT", "FIRMWARE", "WHY NO ANSWER"], rows: rows)
                .lines)
    }
}
