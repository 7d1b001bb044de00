import NetTypes
import SeededRandom
import Testing

@testable import BootServer

struct HostKeyReportTests {
    private static let ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3J8d9Z1sGm1n8y5y1o8k7b6a5c4d3e2f1g0h9i8j7k"
    private static let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY="

    @Test func `keys are kept without their comments`() throws {
        let text = "\(Self.ed25519) root@nixos (a comment)\r\n\n\(Self.ecdsa)\n"
        #expect(try HostKeyReport(Array(text.utf8)).keys.map(\.description) == [Self.ed25519, Self.ecdsa])
    }

    @Test(arguments: [
        "", "\n\n", "hello",
        "ssh-dss AAAAB3NzaC1kc3MAAAAA", "\(ed25519)\n@cert-authority \(ed25519)",
        Array(repeating: ed25519, count: 9).joined(separator: "\n"),
        ed25519 + " " + String(repeating: "x", count: HostKeyReport.longest),
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: HostKeyReport.Failure.self) { try HostKeyReport(Array(text.utf8)) }
    }

    @Test func `whatever is made of a report, only whole keys are taken from it`() {
        let seed = UInt64(0x5EED)
        var random = SeededGenerator(seed: seed)
        let report = Array("\(Self.ed25519) root@a\n\(Self.ecdsa) root@a\n".utf8)
        var taken = 0
        for _ in 0..<20_000 {
            var octets = report
            for _ in 0...random.below(4) {
                let place = random.below(octets.count)
                switch random.below(4) {
                case 0: octets[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: octets.removeSubrange(place..<min(octets.count, place + random.below(20)))
                case 2: octets.insert([0x0A, 0x20, 0x3D, 0x0D][random.below(4)], at: place)
                default: octets.append(contentsOf: octets[place...].prefix(random.below(200)))
                }
                if octets.isEmpty { octets = [0x20] }
            }
            guard let keys = try? HostKeyReport(octets).keys else { continue }
            taken += 1
            #expect((1...HostKeyReport.keyCount).contains(keys.count), "seed \(seed)")
            for key in keys {
                let isKey = key.description.wholeMatch(of: /[a-z0-9-]+ [A-Za-z0-9+\/]+={0,2}/) != nil
                #expect(isKey, "seed \(seed): \(key)")
            }
        }
        // Both ends of the parser were reached.
        #expect(taken > 100 && taken < 19_900)
    }

    @Test func `octets that are no text are refused`() {
        #expect(throws: HostKeyReport.Failure.self) {
            try HostKeyReport(Array(Self.ed25519.utf8) + [0x20, 0xFF])
        }
    }
}
