import Commands
import Foundation
import Lab
import Testing

/// What `rackrise serve` says when it cannot start: one sentence that names the value and the way out, and exit code 1.
@Suite(.timeLimit(.minutes(30)))
struct ServerStartTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Commands for ip(8) on the server's host.
        var network: [String] = []
        /// The program that is in the way, and what it prints once it is.
        var occupant: [String] = []
        var change: @Sendable (inout RackriseConfiguration) throws -> Void = { _ in }
        /// What the sentence must hold.
        var words: [String]
    }

    static let mistakes = [
        Mistake(
            testDescription: "another program on the DHCP port",
            occupant: ["--port=0", "--dhcp-range=192.168.77.100,192.168.77.110"],
            words: ["bind UDP port 67 on lan0", "already in use", "ss -lunpt", "set dhcp.capture: true"]),
        Mistake(
            testDescription: "another program on the TFTP port",
            occupant: ["--port=0", "--enable-tftp", "--tftp-root=/"],
            words: ["bind UDP port 69 on lan0", "already in use", "ss -lunpt"]),
        Mistake(
            testDescription: "another program on the HTTP port", occupant: ["--port=8080"],
            words: ["bind TCP port 8080", "already in use", "ss -lunpt"]),
        Mistake(
            testDescription: "an interface that is not there", change: { $0.interfaces = ["eno9"] },
            words: ["no interface eno9", "there are lan0"]),
        Mistake(
            testDescription: "an interface that is down", network: ["link set lan0 down"],
            words: ["interface lan0 is down", "ip link set lan0 up"]),
        Mistake(
            testDescription: "an interface without an address", network: ["address flush dev lan0"],
            words: ["interface lan0 has no IPv4 address", "ip address add"]),
        Mistake(
            testDescription: "the interface of the default route",
            network: ["route add default via 192.168.77.50"],
            words: ["interface lan0 carries the default route", "allowDefaultRoute: true"]),
        Mistake(
            testDescription: "an interface twice", change: { $0.interfaces = ["lan0", "lan0"] },
            words: ["failing.yaml", "repeats \"lan0\""]),
        Mistake(
            testDescription: "no interface", change: { $0.interfaces = [] },
            words: ["no interface to serve", "--interface", "lan0"]),
        Mistake(
            testDescription: "no chainloader", change: { $0.chainloaders = ["/nonexistent"] },
            words: ["no chainloader in /nonexistent", "ipxe package", "chainloaders.directories"]),
        Mistake(
            testDescription: "an unknown key", change: { $0.settings = "htpp: { port: 80 }" },
            words: ["failing.yaml", "htpp", "did you mean http?"]),
        Mistake(
            testDescription: "a value that is none", change: { $0.settings = "menu: { timeout: soon }" },
            words: ["failing.yaml", "timeout", "soon"]),
        Mistake(
            testDescription: "a binary cache that is not there",
            change: { $0.settings = "cache: { directory: /nonexistent/cache }" },
            words: [
                "cache.directory /nonexistent/cache", "No such file", "nix copy --to file:///nonexistent",
            ]),
        Mistake(
            testDescription: "a state directory that is a file", change: { $0.state = "/dev/null" },
            words: ["/dev/null"]),
    ]

    @Test(arguments: mistakes)
    func `a mistake is one sentence and exit code 1`(mistake: Mistake) async throws {
        try await ServerBench.run { bench in
            for words in mistake.network {
                try await bench.network.ip(words.split(separator: " ").map(String.init))
            }
            if !mistake.occupant.isEmpty {
                try await bench.start(
                    "dnsmasq",
                    [
                        "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--user=root",
                        "--pid-file", "--dhcp-leasefile=\(bench.directory)/leases",
                    ] + mistake.occupant, waitingFor: "started, version")
            }
            var configuration = bench.configuration
            try mistake.change(&configuration)

            expectOneSentence(try await bench.failedStart(configuration), mistake.words)
        }
    }

    @Test func `without privileges the sentence says which ones are missing`() async throws {
        try await ServerBench.run { bench in
            let state = bench.configuration.state
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            try await Command("chown", ["-R", "nobody", bench.directory]).run()

            let outcome = try await bench.failedStart(
                wrapper: [
                    "setpriv", "--reuid", "nobody", "--clear-groups", "--inh-caps=-all", "--bounding-set",
                    "-all",
                ])

            expectOneSentence(outcome, ["port", "ermission denied", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW"])
        }
    }

    @Test func `a state directory that may not be written is named`() async throws {
        try await ServerBench.run { bench in
            var configuration = bench.configuration
            configuration.state = "/proc/rackrise"

            expectOneSentence(try await bench.failedStart(configuration), ["/proc/rackrise"])
        }
    }

    @Test func `a second server is refused and the first one goes on undisturbed`() async throws {
        try await ServerBench.run(networks: 2) { bench in
            var bench = bench
            bench.configuration.interfaces = ["lan0"]
            let server = try await bench.serve()
            var other = bench.configuration
            other.state = "\(bench.directory)/other"

            expectOneSentence(try await bench.failedStart(other), ["already in use", "ss -lunpt"])
            // The HTTP port belongs to the whole host, so another interface is no way out of it.
            other.interfaces = ["lan1"]
            expectOneSentence(try await bench.failedStart(other), ["bind TCP port 8080", "already in use"])
            other.settings = "http: { port: 8088 }"
            let path = "\(bench.directory)/beside.yaml"
            try other.write(to: path)
            try await bench.start(Checkout.rackrise, ["serve", "--config", path], waitingFor: " ready")

            for _ in 0..<20 { #expect(try await bench.client.get("healthz").body == "ok\n") }
            server.signal(SIGTERM)
            #expect(try await server.waitForExit() == 0)
        }
    }

    @Test func `a second server on the same state directory is refused, until the first one is gone`()
        async throws
    {
        try await ServerBench.run(networks: 2) { bench in
            var bench = bench
            bench.configuration.interfaces = ["lan0"]
            let server = try await bench.serve()
            var other = bench.configuration
            other.interfaces = ["lan1"]
            other.settings = "http: { port: 8088 }"

            let refused = try await bench.failedStart(other)
            expectOneSentence(
                refused, ["another rackrise serve (process ", "uses \(other.state);", "--state"])

            server.signal(SIGKILL)
            _ = try await server.waitForExit()
            let path = "\(bench.directory)/failing.yaml"
            try await bench.start(Checkout.rackrise, ["serve", "--config", path], waitingFor: " ready")
        }
    }

    @Test func `the default route's interface is served when the configuration says so`() async throws {
        try await ServerBench.run(settings: "allowDefaultRoute: true") { bench in
            try await bench.network.ip(["route", "add", "default", "via", bench.client.address])
            _ = try await bench.serve()

            #expect(try await bench.client.get("healthz").status == 200)
        }
    }

    @Test func `an option that names an interface twice has it served once`() async throws {
        try await ServerBench.run { bench in
            let path = "\(bench.directory)/rackrise.yaml"
            try bench.configuration.write(to: path)
            let option = ["--interface", "lan0"]

            let server = try await bench.start(
                Checkout.rackrise, ["serve", "--config", path] + option + option, waitingFor: " ready")

            #expect(server.log.text.matches(of: /serving lan0/).count == 1)
        }
    }

    private func expectOneSentence(
        _ outcome: Command.Outcome, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
        // Lines of the log begin with the time.
        let sentences = outcome.errors.split(separator: "\n").filter { $0.first?.isNumber == false }
        #expect(sentences.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                sentences.first?.contains(word) == true, "\(word): \(outcome.errors)",
                sourceLocation: sourceLocation)
        }
    }
}
