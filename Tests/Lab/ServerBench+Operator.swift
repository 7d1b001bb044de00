public import Commands
import Foundation

extension ServerBench {
    /// Imports an image of noise into a profile as an operator does, and returns it.
    public func importImage(
        _ profile: String, seed: UInt64, kernelSize: Int = 100_000, initrdSize: Int = 200_000
    ) async throws -> SyntheticImage {
        let image = try await SyntheticImage(
            in: "\(directory)/builds/\(profile)-\(seed)", seed: seed, kernelSize: kernelSize,
            initrdSize: initrdSize)
        try await rackrise("profile", "import", profile, image.directory).run()
        return image
    }

    /// Starts the server with profile `worker`.
    public func serveWithImage() async throws -> RackriseServer {
        _ = try await importImage("worker", seed: 1)
        return try await serve()
    }

    /// Puts a machine on the whitelist as an operator does, and waits until the server knows.
    public func addNode(_ name: String, mac: String, profile: String = "worker", boot: String = "netboot")
        async throws
    {
        try await rackrise("node", "add", mac, "--name", name, "--profile", profile, "--boot", boot).run()
        try await waitForOffer(to: mac)
    }

    /// `rackrise` with `arguments`, on the server's state.
    public func rackrise(_ arguments: String...) -> Command {
        Command(Checkout.rackrise, arguments + ["--state", configuration.state])
    }

    /// Waits until a machine is answered, as its firmware does: by asking again.
    public func waitForOffer(to mac: String) async throws {
        let request = try DHCPPacket(vector: "uefi-x64", mac: mac)
        try await waitFor("an offer to \(mac)") {
            try await !client.exchange([request], within: .milliseconds(100)).isEmpty
        }
    }

    /// The URL of its script that a machine's iPXE is offered.
    public func scriptURL(of mac: String) async throws -> String {
        try await client.ask(DHCPPacket(vector: "ipxe-efi", mac: mac)).packet.bootFile
    }

    /// A node's or an address's timeline as `rackrise events` prints it.
    public func events(of node: String) async throws -> [TimelineEvent] {
        let text = try await rackrise("events", node, "--json").run()
        return try JSONDecoder().decode([TimelineEvent].self, from: Data(text.utf8))
    }

    /// Waits until an event is on a timeline, and returns it.
    @discardableResult
    public func waitForEvent(
        of node: String, _ what: String, where matches: (TimelineEvent) -> Bool
    ) async throws -> TimelineEvent {
        var found: TimelineEvent?
        try await waitFor(what) {
            found = try await events(of: node).last(where: matches)
            return found != nil
        }
        guard let found else { throw LabError("\(what) is not on the timeline") }
        return found
    }

    /// Asks again and again until `condition` holds.
    public func waitFor(
        _ what: String, within patience: Duration = .seconds(5), condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                throw LabError("\(what) did not come within \(patience)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
