import BootModel
import BootPolicy
import NetTypes
import Testing

@testable import BootServer

struct ChainloaderWatchTests {
    private static let mac = MACAddress(rawValue: 0x5254_0012_0001)
    private static let x64 = Chainloader(architecture: .x64, name: "snponly.efi")
    private static let start = Instant(nanoseconds: 1_000_000_000_000)

    /// What may happen to a machine, each a second after the other.
    enum Step: Sendable {
        case sent(Chainloader)
        case ipxe
        case firmware
        case pause(Duration)
    }

    @Test(
        arguments: [
            ([.sent(x64), .firmware], [true]),
            ([.sent(x64), .pause(.seconds(130)), .firmware], [true]),
            ([.sent(x64), .pause(.seconds(300)), .firmware], [false]),
            // The same transfer is told of once, another one again.
            ([.sent(x64), .firmware, .firmware], [true, false]),
            ([.sent(x64), .firmware, .sent(x64), .firmware], [true, true]),
            // iPXE ran: whatever the firmware does next is its next boot.
            ([.sent(x64), .ipxe, .firmware], [false]),
            ([.firmware, .sent(x64), .ipxe, .firmware, .firmware], [false, false, false]),
            ([.firmware], [false]),
            // A BIOS has no Secure Boot, and a shim is signed.
            ([.sent(Chainloader(architecture: .x86BIOS, name: "undionly.kpxe")), .firmware], [false]),
            (
                [.sent(Chainloader(architecture: .x64, name: "shimx64.efi", loader: .shimGRUB)), .firmware],
                [false]
            ),
            ([.sent(Chainloader(architecture: .arm64, name: "ipxe-arm64.efi")), .firmware], [true]),
        ] as [([Step], [Bool])])
    func `a chainloader that was sent and not started is told of once`(steps: [Step], told: [Bool]) {
        var watch = ChainloaderWatch()
        var now = Self.start
        var seen: [Bool] = []
        for step in steps {
            now = now + .seconds(1)
            switch step {
            case .sent(let chainloader): watch.learn(.sent(chainloader, Self.mac), at: now)
            case .ipxe: watch.learn(.started(Self.mac), at: now)
            case .firmware: seen.append(watch.firmwareAsks(Self.mac, at: now) != nil)
            case .pause(let pause): now = now + pause
            }
        }
        #expect(seen == told)
    }

    @Test func `it says what was sent, and how long ago`() {
        var watch = ChainloaderWatch()
        watch.learn(.sent(Self.x64, Self.mac), at: Self.start)
        let unstarted = watch.firmwareAsks(Self.mac, at: Self.start + .seconds(7))
        #expect(unstarted == .init(chainloader: Self.x64, after: .seconds(7)))
    }

    @Test func `made-up addresses fill bounded memory`() {
        var watch = ChainloaderWatch()
        for number in 0..<UInt64(40_000) {
            watch.learn(
                .sent(Self.x64, MACAddress(rawValue: number)),
                at: Self.start + .milliseconds(Int(number)))
        }
        #expect(watch.count <= ChainloaderWatch.capacity)
        #expect(watch.firmwareAsks(MACAddress(rawValue: 39_999), at: Self.start + .seconds(41)) != nil)
    }
}
