import Commands
import Foundation
import Lab
import Testing

@Suite(.timeLimit(.minutes(30)))
struct StormTests {
    private struct Report: Decodable {
        let succeeded: Int
        let failures: [String: Int]
        let digestsCompared: Int
    }

    @Test func `fifty simulated machines of every kind get what explain says`() async throws {
        try await Bench.run { bench in
            try await bench.importProfile("worker")
            try await bench.addNodes(50, profile: "worker")
            let outcome = try await bench.storm(machines: 50, mix: "uefi=2,bios=1,http=1,ipxe=1")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))

            #expect(report.failures.isEmpty)
            #expect(report.succeeded == 50)
            #expect(report.digestsCompared > 0)
            #expect(outcome.status == 0)
        }
    }

    @Test func `a machine that is not booted as explain says is a failure with its reason`() async throws {
        try await Bench.run(settings: "menu: { timeout: 0s }") { bench in
            try await bench.importProfile("worker")
            try await bench.addNodes(4, profile: "worker")
            // Behind the daemon's back: what is on the disk is not what the database says.
            try await bench.damageKernels()
            let outcome = try await bench.storm(machines: 4, mix: "ipxe")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))

            #expect(report.succeeded == 3)
            #expect(report.failures.keys.contains { $0.contains("has the SHA-256") })
            #expect(outcome.status == 1)
        }
    }
}
