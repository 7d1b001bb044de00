import ArgumentParser
import BootModel
import BootPolicy
import BootServer
import Foundation
import NetIO
import NetTypes
import OperatorFiles
import Store
import Storm

/// `rackrise storm`.
struct StormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm",
        abstract: "Power on many simulated machines and time what they get.",
        discussion: """
            Plays the firmware of many machines against the netboot server of a network: DHCP, TFTP, the scripts, kernel \
            and initrd. Run it on another host of that network, as root.

              rackrise storm --interface eno2 --machines 200 --concurrency 50 --mix uefi=3,bios=1

            With --state it plays the nodes of that database, in order, and checks every answer against what \
            rackrise explain says; nodes with an open install are left out, since a script would spend one of their \
            boots. The kinds are bios, uefi, http (UEFI HTTP Boot) and ipxe. Servers limit what one \
            address may do at once: --addresses gives the machines more, which must be this host's, such as after

              ip route add local 10.0.8.0/24 dev eno2
            """)

    @Option(name: .customLong("interface"), help: ArgumentHelp("Where the machines are.", valueName: "if"))
    var interfaceName: String

    @Option(help: "How many machines to power on.")
    var machines = 100

    @Option(help: "How many machines are under way at once.")
    var concurrency = 50

    @Option(help: ArgumentHelp("Kinds of machines in proportion.", valueName: "kind=share,..."))
    var mix = StormMix.uefi

    @Option(help: ArgumentHelp("The addresses of the machines.", valueName: "address/length"))
    var addresses: String?

    @Option(help: ArgumentHelp("The first machine's MAC, when no database is given.", valueName: "mac"))
    var firstMAC = "02:00:00:00:00:01"

    @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
    var timeLimit = 600

    @Flag(help: "Use an interface that carries the default route.")
    var allowDefaultRoute = false

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// How often the progress is shown.
    private static let progressInterval = Duration.milliseconds(500)
    /// The most addresses that are used.
    private static let addressCount = 4096

    func validate() throws {
        guard (1...StormPlan.Limits.machines).contains(machines) else {
            throw ValidationError(
                "--machines is \(machines); give a number from 1 to \(StormPlan.Limits.machines).")
        }
        guard (1...StormPlan.Limits.concurrency).contains(concurrency) else {
            throw ValidationError(
                "--concurrency is \(concurrency); give a number from 1 to \(StormPlan.Limits.concurrency).")
        }
        guard (1...86_400).contains(timeLimit) else {
            throw ValidationError("--time-limit is \(timeLimit); give a number from 1 to 86400.")
        }
    }

    func run() async throws {
        SignalSource.ignoreBrokenPipes()
        DescriptorLimit.raise()
        var configuration = try shared.configuration()
        configuration.interfaces = [interfaceName]
        configuration.allowDefaultRoute = allowDefaultRoute
        let interfaces = try InterfaceChoice(configuration: configuration).interfaces(
            among: try NetworkInterface.all())
        let plan = StormPlan(
            machines: try members(), concurrency: concurrency, interface: interfaceName,
            addresses: try clientAddresses(interfaces[0]), timeLimit: .seconds(timeLimit))
        let report = try await report(of: plan)
        let record = StormRecord(report)
        try Console.write(json.isOn ? [JSON.document(record)] : record.lines)
        guard record.failed == 0 else {
            throw CommandError.failed(
                "\(record.failed) of \(record.machines) machines did not boot as they should")
        }
    }

    private func report(of plan: StormPlan) async throws -> StormReport {
        let (reports, continuation) = AsyncStream<StormReport>.makeStream()
        let storm: StormDriver
        do {
            storm = try await StormDriver(plan) { continuation.yield($0) }
            try await storm.start()
        } catch {
            throw CommandError.failed(
                "\(error); run as root, and where no DHCP client holds UDP port 68 (ss -lunp names it)")
        }
        let watch = Task {
            var progress = ProgressLine("machines")
            while !Task.isCancelled {
                progress.show(count: await storm.progress.doneCount, of: plan.machines.count)
                try? await Task.sleep(for: Self.progressInterval)
            }
            progress.end()
        }
        defer { watch.cancel() }
        for await report in reports { return report }
        throw CommandError.failed("the storm ended without a report")
    }

    /// The nodes of the database, or invented machines.
    private func members() throws -> [StormPlan.Machine] {
        guard shared.stateDirectory != nil else {
            guard let first = MACAddress(firstMAC) else {
                throw CommandError.refused("--first-mac is \(firstMAC), which is no MAC address")
            }
            return (0..<machines).map { index in
                StormPlan.Machine(
                    mix.personality(index), mac: MACAddress(rawValue: first.rawValue &+ UInt64(index)))
            }
        }
        let configuration = try shared.configuration()
        let library = ChainloaderLibrary(directories: configuration.chainloaders.directories)
        let expectations = StormExpectations(
            policy: BootPolicy(settings: PolicySettings(configuration), chainloaders: library.table),
            inventory: try shared.databaseForReading().inventory(), httpPort: configuration.http.port)
        let (macs, armedCount) = expectations.members
        let leftOut = "\(armedCount) with an open install \(armedCount == 1 ? "is" : "are") left out"
        guard !macs.isEmpty else {
            throw CommandError.refused(
                "the database has no node to play\(armedCount == 0 ? "" : "; \(leftOut)")")
        }
        if armedCount > 0 { Console.writeError("of the nodes, \(leftOut)") }
        return (0..<machines).map { index in
            let personality = mix.personality(index)
            let mac = macs[index % macs.count]
            return StormPlan.Machine(
                personality, mac: mac, expectation: expectations.expectation(of: mac, personality))
        }
    }

    private func clientAddresses(_ interface: NetworkInterface) throws -> [IPv4Address] {
        guard let addresses else { return interface.primaryAddress.map { [$0.address] } ?? [] }
        let parts = addresses.split(separator: "/")
        guard parts.count == 2, let address = IPv4Address(parts[0]), let length = Int(parts[1]),
            let subnet = IPv4Subnet(address: address, prefixLength: length), (8...30).contains(length)
        else {
            throw CommandError.refused("--addresses is \(addresses); give a network such as 10.0.8.0/24")
        }
        let first = (address.rawValue & subnet.mask) + 1
        let count = min(UInt32(Self.addressCount), ~subnet.mask - 1)
        return (first..<first + count).map(IPv4Address.init(rawValue:))
    }
}
