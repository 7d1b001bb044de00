import InstallPlan
import NetTypes
import Testing

struct GateTests {
    private static let mac = MACAddress(rawValue: 0x5254_0000_0001)
    private static let other = MACAddress(rawValue: 0x5254_0000_0099)
    private static let text = "00112233-4455-6677-8899-aabbccddeeff"
    private static let swapped = "33221100-5544-7766-8899-aabbccddeeff"

    private static func guid(_ text: String) throws -> GUID { try #require(GUID(text)) }

    private static func interface(
        _ name: String, permanent: MACAddress?, now: MACAddress?, isPhysical: Bool = true
    ) -> GateFacts.Interface {
        GateFacts.Interface(name: name, permanentAddress: permanent, address: now, isPhysical: isPhysical)
    }

    private static func facts(
        _ interfaces: [GateFacts.Interface]? = nil,
        commandLine: String = "quiet rackrise.token=t1 console=ttyS0\n",
        root: String = "tmpfs", overlay: String? = nil, uuid: GUID? = nil
    ) -> GateFacts {
        GateFacts(
            interfaces: interfaces ?? [interface("eth0", permanent: mac, now: mac)], commandLine: commandLine,
            rootFileSystem: root, overlayFileSystem: overlay, uuid: uuid)
    }

    static let passing = [
        facts(), facts(root: "rootfs"), facts(root: "overlay", overlay: "tmpfs"),
        facts([
            // A bond wears one member's address; the members keep their own underneath.
            interface("bond0", permanent: nil, now: other, isPhysical: false),
            interface("eth0", permanent: other, now: other), interface("eth1", permanent: mac, now: other),
        ]),
        facts([interface("eth0", permanent: nil, now: mac)]),
        facts(commandLine: "rackrise.token=t1\trackrise.token=t1"),
    ]

    @Test(arguments: passing)
    func `the machine itself passes`(facts: GateFacts) throws {
        #expect(try Gate(macs: [Self.mac], token: "t1").check(facts) == [])
    }

    static let failing: [(GateFacts, FailureCode)] = [
        (facts([]), .gateMACMismatch),
        (facts([interface("eth0", permanent: other, now: other)]), .gateMACMismatch),
        // A borrowed address does not count.
        (facts([interface("eth0", permanent: other, now: mac)]), .gateMACMismatch),
        (facts([interface("br0", permanent: mac, now: mac, isPhysical: false)]), .gateMACMismatch),
        (facts(commandLine: ""), .gateTokenMismatch),
        (facts(commandLine: "rackrise.token="), .gateTokenMismatch),
        (facts(commandLine: "rackrise.token=t2"), .gateTokenMismatch),
        (facts(commandLine: "rackrise.token=t11"), .gateTokenMismatch),
        (facts(commandLine: "xrackrise.token=t1"), .gateTokenMismatch),
        (facts(commandLine: "rackrise.token=t1 rackrise.token=t2"), .gateTokenMismatch),
        (facts(root: "ext4"), .gateRootOnDisk), (facts(root: "overlay"), .gateRootOnDisk),
        (facts(root: "overlay", overlay: "ext4"), .gateRootOnDisk), (facts(root: ""), .gateRootOnDisk),
    ]

    @Test(arguments: failing)
    func `any other machine is stopped by name`(facts: GateFacts, code: FailureCode) {
        let failure = #expect(throws: InstallFailure.self) {
            try Gate(macs: [Self.mac], token: "t1").check(facts)
        }
        #expect(failure?.code == code)
        #expect(failure?.detail.contains("t1") != true)
    }

    @Test func `a node without addresses lets nobody pass`() {
        #expect(throws: InstallFailure.self) { try Gate(macs: [], token: "t1").check(Self.facts()) }
    }

    @Test(arguments: [text, swapped, text.uppercased()])
    func `a UUID is the same in either byte order`(seen: String) throws {
        let facts = Self.facts(uuid: try Self.guid(seen))
        for expected in [
            Gate.ExpectedUUID.recorded(try Self.guid(Self.text)), .heard(try Self.guid(Self.text)),
        ] {
            #expect(try Gate(macs: [Self.mac], token: "t1", uuid: expected).check(facts) == [])
        }
    }

    @Test(arguments: ["10112233-4455-6677-8899-aabbccddeeff", "00000000-0000-0000-0000-000000000000", nil])
    func `another UUID stops the job only where an operator recorded it`(seen: String?) throws {
        let facts = Self.facts(uuid: try seen.map(Self.guid))
        let expected = try Self.guid(Self.text)
        let failure = #expect(throws: InstallFailure.self) {
            try Gate(macs: [Self.mac], token: "t1", uuid: .recorded(expected)).check(facts)
        }
        #expect(failure?.code == .gateUUIDMismatch)
        let warnings = try Gate(macs: [Self.mac], token: "t1", uuid: .heard(expected)).check(facts)
        #expect(warnings.count == 1 && warnings[0].contains(Self.text))
    }

    @Test func `garbage in DHCP is no warning`() throws {
        let unset = try Self.guid("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")
        let facts = Self.facts(uuid: try Self.guid(Self.text))
        #expect(try Gate(macs: [Self.mac], token: "t1", uuid: .heard(unset)).check(facts) == [])
    }
}
