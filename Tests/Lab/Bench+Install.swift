public import Commands
import Foundation

extension Bench {
    /// Sets a bench up whose server installs from the lab's own store and serves the lab's binary cache.
    public static func runInstall<Result: Sendable>(
        body: (Bench, InstallImages) async throws -> Result
    ) async throws -> Result {
        let images = try await Run.current.installImages()
        return try await run(
            settings: """
                menu: { timeout: 0s }
                cache: { directory: \(images.cache) }
                install: { store: "\(images.store)" }
                """
        ) { try await body($0, images) }
    }

    /// A new disk without anything on it, 4 GiB, for one machine.
    public func blankDisk() async throws -> VirtualMachine.Disk {
        let path = "\(directory)/disk-\(UUID().uuidString.prefix(8)).img"
        try await Command("truncate", ["-s", "4G", path]).run()
        return .kept(path)
    }

    /// Prepares the profile `worker` as an operator does: the installer's image, a secret, and a plan, which has the
    /// running system prove that it has the file systems, the swap and the secret that were planned.
    ///
    /// - Parameters:
    ///   - copy: The plan's `copy` section.
    ///   - root: The root's file system.
    ///   - swap: Mebibytes of swap.
    ///   - trust: The weakest proof of the installer's host key that is enough.
    ///   - secret: Goes into the file `secretPath` of the installed system, and nowhere else.
    ///   - settings: Further top-level lines of the plan.
    public func prepareInstall(
        _ images: InstallImages, copy: String = "{ mode: push }", root: String = "ext4", swap: Int = 0,
        trust: String = "tofu-bound", secret: String, settings: String = ""
    ) async throws {
        try await server.command("profile", "import", "worker", images.installer).run()
        let value = "\(directory)/secret"
        try Data(secret.utf8).write(to: URL(filePath: value))
        try await server.command("secret", "set", Self.secretName, "--file", value).run()
        let key = try await server.command("install", "key").run().filter { !$0.isNewline }
        let plan = """
            system: \(images.system)
            login: { trust: \(trust) }
            disk: { serial: \(VirtualMachine.diskSerial) }
            layout: { esp: 512MiB, swap: \(swap)MiB, root: \(root) }
            copy: \(copy)
            files:
              - { path: /etc/ssh/authorized_keys.d/\(InstallImages.user), content: "\(key)\\n" }
              - { path: \(Self.secretPath), secret: \(Self.secretName) }
            confirm:
              user: \(InstallImages.user)
              become: sudo
              hostname: \(InstallImages.hostname)
              state: any
              pages: [{ url: "http://\(Self.address):8080/healthz" }]
              checks:
                - grep ' / ' /proc/mounts; grep -q ' / \(root) ' /proc/mounts
                # Its first 4 KiB are not for pages.
                - cat /proc/swaps; test "$(awk 'NR > 1 { print ($3 + 4) / 1024 }' /proc/swaps)" = "\(swap == 0 ? "" : "\(swap)")"
                - test "$(stat -c %U:%a:%s \(Self.secretPath))" = root:400:\(secret.utf8.count)
            \(settings)

            """
        let path = "\(directory)/plan.yaml"
        try Data(plan.utf8).write(to: URL(filePath: path))
        try await server.command("plan", "import", "worker", path).run()
        try await server.command("profile", "set", "worker", "--plan", "worker").run()
    }

    /// Where the installed system has the secret.
    public static let secretPath = "/etc/nixos/secrets/join-token"

    private static let secretName = "join-token"

    /// How `install --wait` ends, for which a machine is booted, written and booted again.
    public func installOutcome(_ node: String, _ options: [String] = []) async throws -> Command.Outcome {
        try await server.command(["install", node, "--wait"] + options).outcome(within: .seconds(1800))
    }

    /// Arms a node and waits until it is installed, as an operator does, and returns what the program printed.
    @discardableResult
    public func install(_ node: String, _ options: [String] = []) async throws -> String {
        let outcome = try await installOutcome(node, options)
        guard outcome.status == 0 else {
            let timeline = try await server.command("events", node).run()
            throw LabError("\(node) was not installed", evidence: outcome.errors + outcome.output + timeline)
        }
        return outcome.output
    }

    /// Waits until a node's next power-on is an install.
    public func waitUntilArmed(_ node: String) async throws {
        let armed = "SELECT count(*) FROM node WHERE name = '\(node)' AND boot = 'install'"
        let deadline = ContinuousClock.now + .seconds(10)
        while try await server.sqlite(armed).hasPrefix("0") {
            guard ContinuousClock.now < deadline else { throw LabError("\(node) was not armed") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until a machine has fetched its whole initrd.
    public func waitUntilInitrdIsFetched() async throws {
        try await wait(for: "event", where: "stage = 'initrd' AND outcome = 'done'")
    }

    /// Waits until a phase of an install has begun.
    public func waitUntilBegun(_ phase: String) async throws {
        try await wait(for: "step_run", where: "phase = '\(phase)'")
    }

    /// The phases of installs whose present attempt has not ended.
    public func openPhases() async throws -> [String] {
        let open = "SELECT phase FROM step_run WHERE ended_at IS NULL"
        return try await server.sqlite(open).split(separator: "\n").map(String.init)
    }

    /// Waits until a table of the database has such a row.
    private func wait(for table: String, where condition: String) async throws {
        let deadline = ContinuousClock.now + .seconds(240)
        while try await server.sqlite("SELECT count(*) FROM \(table) WHERE \(condition)").hasPrefix("0") {
            guard ContinuousClock.now < deadline else { throw LabError("no \(table) with \(condition)") }
            try await Task.sleep(for: .milliseconds(30))
        }
    }

    /// Waits until this many more octets were seen on the wire.
    public func waitForTraffic(of octets: Int) async throws {
        let enough = try capture.size() + octets
        let deadline = ContinuousClock.now + .seconds(120)
        while try capture.size() < enough {
            guard ContinuousClock.now < deadline else { throw LabError("\(octets) octets did not pass") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// A node's timeline as `rackrise events` prints it.
    public func events(of node: String) async throws -> [TimelineEvent] {
        let text = try await server.command("events", node, "--json").run()
        return try JSONDecoder().decode([TimelineEvent].self, from: Data(text.utf8))
    }
}
