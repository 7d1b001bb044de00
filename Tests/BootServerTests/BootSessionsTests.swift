import BootPolicy
import Crypto
import NetTypes
import Testing

@testable import BootServer

struct BootSessionsTests {
    private let key: HMACKey

    init() throws { key = try HMACKey([UInt8](repeating: 7, count: 32)) }

    struct Step: Sendable {
        var kind: Firmware.Kind
        var transaction: UInt32
        var second: Int64
        var boot: UInt32
        var isRepeat = false
    }

    struct Story: CustomTestStringConvertible, Sendable {
        var name: String
        var steps: [Step]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Story(
            name: "a repeated DISCOVER is the same boot",
            steps: [
                Step(kind: .pxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .pxe, transaction: 1, second: 104, boot: 100, isRepeat: true),
            ]),
        Story(
            name: "iPXE after its ROM is the same boot",
            steps: [
                Step(kind: .pxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 110, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 111, boot: 100, isRepeat: true),
            ]),
        Story(
            name: "iPXE after HTTP Boot is the same boot",
            steps: [
                Step(kind: .httpBoot, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 110, boot: 100),
            ]),
        Story(
            name: "a ROM after iPXE is the next boot",
            steps: [
                Step(kind: .pxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 110, boot: 100),
                Step(kind: .pxe, transaction: 3, second: 150, boot: 150),
                Step(kind: .ipxe, transaction: 4, second: 160, boot: 150),
            ]),
        Story(
            name: "an iPXE ROM that asks again starts the next boot",
            steps: [
                Step(kind: .ipxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 130, boot: 130),
            ]),
        Story(
            name: "a number that never changes still tells boots apart",
            steps: [
                Step(kind: .pxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .pxe, transaction: 1, second: 159, boot: 100, isRepeat: true),
                Step(kind: .pxe, transaction: 1, second: 219, boot: 219),
            ]),
        Story(
            name: "two boots within a second have two numbers",
            steps: [
                Step(kind: .ipxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 100, boot: 101),
            ]),
        Story(
            name: "iPXE long after the ROM is another boot",
            steps: [
                Step(kind: .pxe, transaction: 1, second: 100, boot: 100),
                Step(kind: .ipxe, transaction: 2, second: 1000, boot: 1000),
            ]),
    ])
    func `boots are told apart`(story: Story) {
        var sessions = BootSessions()
        let mac = MACAddress(rawValue: 0x5254_0000_0001)
        for step in story.steps {
            let boot = sessions.hear(
                mac, step.kind, transactionID: step.transaction,
                at: Instant(nanoseconds: UInt64(step.second) * 1_000_000_000), unixSeconds: step.second,
                key: key)
            #expect(boot.boot == step.boot)
            #expect(boot.isRepeat == step.isRepeat)
        }
    }

    @Test
    func `a boot has one token, and the next boot another`() {
        var sessions = BootSessions()
        let mac = MACAddress(rawValue: 0x5254_0000_0001)
        var tokens: [String?] = []
        for second: Int64 in [100, 104, 200] {
            _ = sessions.hear(
                mac, .pxe, transactionID: UInt32(second / 100), at: Instant(nanoseconds: UInt64(second)),
                unixSeconds: second, key: key)
            tokens.append(sessions.token(of: mac))
        }
        #expect(tokens[0] == BootToken(mac: mac, boot: 100, key: key)?.text)
        #expect(tokens[1] == tokens[0])
        #expect(tokens[2] == BootToken(mac: mac, boot: 200, key: key)?.text)
    }

    @Test
    func `made-up addresses do not grow the memory`() {
        var sessions = BootSessions()
        for number in 0..<UInt64(3 * BootSessions.capacity) {
            _ = sessions.hear(
                MACAddress(rawValue: number), .pxe, transactionID: 1, at: Instant(nanoseconds: number),
                unixSeconds: 1, key: key)
        }
        #expect(sessions.count <= BootSessions.capacity)
    }

    @Test func `a machine's identifier and address are remembered with its boot, never without one`() throws {
        var sessions = BootSessions()
        let mac = MACAddress(rawValue: 0x5254_0012_0001)
        let guid = try #require(GUID("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"))
        let lease = IPv4Address(10, 0, 0, 7)
        sessions.note(lease: lease, of: mac)
        #expect(sessions.count == 0)
        let first = sessions.hear(
            mac, .pxe, transactionID: 1, guid: guid, at: Instant(nanoseconds: 0), unixSeconds: 100, key: key)
        #expect(first.lease == nil)
        sessions.note(lease: lease, of: mac)
        let second = sessions.hear(
            mac, .ipxe, transactionID: 2, at: Instant(nanoseconds: 1), unixSeconds: 101, key: key)
        #expect(second.lease == lease)
        #expect(sessions.guid(of: mac) == guid)
    }
}
