import BootModel
import BootPolicy
import Logging
import NetTypes
import Testing

@testable import BootServer

struct TimelineTests {
    private let node = Shared(
        Node(name: "n1", macs: [MACAddress(rawValue: 0x5254_0000_0001)], profile: "worker"))
    private let address = IPv4Address(10, 0, 0, 9)

    private func events(_ body: (inout Timeline) -> Void) -> [BootEvent] {
        let recorder = EventRecorder()
        var timeline = Timeline(recorder: recorder, logger: Logger(label: "test"))
        body(&timeline)
        return recorder.take().events
    }

    @Test(arguments: [
        ("pxelinux.0", "pxelinux.0"), ("\u{1B}[2Jé", "?[2J?"),
        (String(repeating: "x", count: 100), String(repeating: "x", count: 64) + "…"),
    ])
    func `a file that is not ours is named with the place to look`(name: String, shown: String) {
        let events = events { $0.miss(name, mac: node.macs[0], node: node, address: address) }
        #expect(events.map(\.outcome) == [.warning])
        #expect(events.map(\.node) == ["n1"])
        #expect(
            events.map(\.detail) == [
                "asked for \(shown), which is not ours: look at the DHCP server's boot file (option 67)"
            ])
    }

    @Test func `names that a machine makes up do not flood its timeline, nor strangers anything`() {
        let events = events { timeline in
            for number in 0..<1000 {
                timeline.miss("a\(number)", mac: node.macs[0], node: node, address: address)
                timeline.miss(
                    "b", mac: nil, node: nil, address: IPv4Address(rawValue: UInt32(number) + 0x0A00_0100))
            }
        }
        #expect(events.count { $0.node == "n1" } == 1)
        #expect(events.count { $0.node == nil } == 256)
    }

    @Test func `one machine that names itself as many firmwares fills no single chain of the recorder`() {
        let hashes = (UInt16(0)..<1000).map { type in
            BootStep.Kind(
                mac: MACAddress(rawValue: 1), address: nil, stage: .offer, outcome: .done,
                detail: .offer(
                    Firmware(kind: .ipxe, client: ClientArchitecture(rawValue: type)), chainloader: nil,
                    Reason(.allowed, ""))
            ).hashValue
        }
        #expect(Set(hashes).count > 900)
    }
}
