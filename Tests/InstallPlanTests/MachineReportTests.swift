import InstallPlan
import NetTypes
import Testing

struct MachineReportTests {
    private static let boot = "boot 6f1c1a52-6d5e-4e8e-9d0b-0123456789ab\n"

    @Test func `a machine proves itself line by line`() throws {
        let (facts, bootID) = try MachineReport.identity(
            """
            interface physical 52:54:00:00:00:01 - eth0
            interface physical 52:54:00:00:00:99 52:54:00:00:00:02 eth1
            interface virtual 52:54:00:00:00:99 - bond0
            cmdline console=ttyS0 rackrise.token=t\u{20}
            root overlay
            overlay tmpfs
            uuid 33221100-5544-7766-8899-aabbccddeeff

            """ + Self.boot)
        #expect(bootID == "6f1c1a52-6d5e-4e8e-9d0b-0123456789ab")
        #expect(facts.commandLine == "console=ttyS0 rackrise.token=t")
        #expect(facts.rootFileSystem == "overlay")
        #expect(facts.overlayFileSystem == "tmpfs")
        #expect(facts.uuid == GUID("33221100-5544-7766-8899-aabbccddeeff"))
        #expect(facts.interfaces.map(\.name) == ["eth0", "eth1", "bond0"])
        #expect(
            facts.interfaces.map(\.identity) == [
                MACAddress(rawValue: 0x5254_0000_0001), MACAddress(rawValue: 0x5254_0000_0002), nil,
            ])
    }

    @Test func `what is not told stays unknown`() throws {
        let facts = try MachineReport.identity(Self.boot).facts
        #expect(facts.interfaces.isEmpty)
        #expect(facts.commandLine.isEmpty)
        #expect(facts.rootFileSystem == "unknown")
        #expect(facts.overlayFileSystem == nil)
        #expect(facts.uuid == nil)
    }

    @Test(arguments: ["", "boot\n", "boot \n", "boot short\n", "boot " + String(repeating: "a", count: 65)])
    func `a machine without the id of its boot is none`(text: String) {
        #expect(throws: InstallFailure.self) { try MachineReport.identity(text) }
    }

    @Test(arguments: [
        "interface", "interface ", "interface physical", "interface physical 52:54:00:00:00:01 eth0",
        "interface physical52:54:00:00:00:01 - eth0", "Interface physical 52:54:00:00:00:01 - eth0",
        "\u{FEFF}interface physical 52:54:00:00:00:01 - eth0", "interface\tphysical 52:54:00:00:00:01 - eth0",
        "interface\u{301} physical 52:54:00:00:00:01 - eth0",
    ])
    func `what is no whole line of an interface is left out`(line: String) throws {
        #expect(try MachineReport.identity(line + "\n" + Self.boot).facts.interfaces.isEmpty)
    }

    @Test(arguments: [
        "interface physical zz:54:00:00:00:01 - eth0", "interface physical 52:54:00:00:00:0 x eth0",
        "interface virtual 52:54:00:00:00:01 52:54:00:00:00:01 eth0",
        "interface Physical 52:54:00:00:00:01 52:54:00:00:00:01 eth0",
    ])
    func `an interface without hardware or an address vouches for nothing`(line: String) throws {
        let facts = try MachineReport.identity(line + "\n" + Self.boot).facts
        #expect(facts.interfaces.map(\.identity) == [nil])
    }

    @Test func `thousands of interfaces and an endless name are cut`() throws {
        let line = "interface physical 52:54:00:00:00:01 - \(String(repeating: "e", count: 100))\n"
        let facts = try MachineReport.identity(String(repeating: line, count: 5000) + Self.boot).facts
        #expect(facts.interfaces.count == 256)
        #expect(facts.interfaces[0].name.utf8.count == 64)
    }

    @Test func `a machine is described line by line`() throws {
        let facts = try MachineReport.machine(
            """
            size 5
            architecture x86_64
            firmware efi
            memory 2048
            nix 2.18.1
            disk /dev/nvme0n1
            size 512110190592
            read-only 0
            removable 1
            rotational 1
            serial  S4 77
            wwn eui.01
            table AABB-CC
            by-id nvme-a
            by-id nvme-b
            content gpt with 2 partitions
            use /dev/nvme0n1p1 is mounted at /mnt
            disk /dev/sda
            """)
        #expect(facts.architecture == "x86_64")
        #expect(facts.isEFI)
        #expect(facts.memory == 2 << 20)
        #expect(facts.nixVersion == "2.18.1")
        #expect(facts.disks.map(\.device) == ["/dev/nvme0n1", "/dev/sda"])
        let disk = facts.disks[0]
        #expect(disk.size == 512_110_190_592)
        #expect(!disk.isReadOnly && disk.isRemovable && disk.isRotational)
        #expect(disk.serial == "S4 77")
        #expect(disk.wwn == "eui.01")
        #expect(disk.tableID == "aabb-cc")
        #expect(disk.byID == ["nvme-a", "nvme-b"])
        #expect(disk.contents == ["gpt with 2 partitions"])
        #expect(disk.uses == ["/dev/nvme0n1p1 is mounted at /mnt"])
        #expect(facts.disks[1].size == 0)
    }

    @Test(arguments: [
        "disk /dev/../etc/passwd", "disk /dev/", "disk sda", "disk /dev/sda;reboot", "disk /dev/sda\tx",
        "disk /dev/a b", "disk /dev/$(reboot)", "disk /dev/mapper/a", "disk /dev/ſda", "disk /etc/sda",
        "disk /dev/" + String(repeating: "a", count: 60), "disk /dev/sda\r",
    ])
    func `no other spelling of a disk is given back to a machine`(text: String) {
        let failure = #expect(throws: InstallFailure.self) { try MachineReport.machine(text) }
        #expect(failure?.code == .commandFailed)
        #expect(failure.map { $0.detail.utf8.count < 1000 } ?? false)
    }

    @Test(arguments: [
        ("-1", 0), ("1e9", 0), ("٣", 0), ("", 0), ("0x10", 0), ("99999999999999999999", 0), ("12 kB", 0),
        ("1", 1024), ("18014398509481984", UInt64.max), ("18446744073709551615", UInt64.max),
    ])
    func `a size that is none is nothing, and too much is the most`(text: String, memory: UInt64) throws {
        #expect(try MachineReport.machine("memory \(text)\n").memory == memory)
    }

    @Test func `more disks than any machine has are refused`() throws {
        let line = "disk /dev/sda\n"
        #expect(try MachineReport.machine(String(repeating: line, count: 256)).disks.count == 256)
        #expect(throws: InstallFailure.self) {
            try MachineReport.machine(String(repeating: line, count: 257))
        }
    }

    @Test func `a disk's lists are cut`() throws {
        let lines = ["by-id", "content", "use"].map { String(repeating: "\($0) x\n", count: 300) }
        let disk = try #require(try MachineReport.machine("disk /dev/a\n" + lines.joined()).disks.first)
        #expect([disk.byID.count, disk.contents.count, disk.uses.count] == [256, 256, 256])
    }

    @Test(arguments: [
        ("a b", ["a=b"]), ("a  b  ", ["a=b"]), ("a", []), ("a ", []), ("a    ", []), ("", []),
        ("\n\n \n", []),
        (" b", ["=b"]), ("a b\nc d", ["a=b", "c=d"]), ("a b c", ["a=b c"]), ("a b\r\nc d", ["a=b\r", "c=d"]),
        ("a b\n\u{301}c d", ["a=b", "\u{301}c=d"]), ("a \u{301}", ["a=\u{301}"]), ("a \0", ["a=\0"]),
    ])
    func `a line is a word and its value`(text: String, pairs: [String]) {
        #expect(MachineReport.lines(text).map { "\($0.key)=\($0.value)" } == pairs)
    }

    @Test func `what is longer than any fact is cut, whatever its characters are`() throws {
        let limit = MachineReport.valueLimit
        for letter in ["x", "ü", "\u{301}", "👨‍👩‍👧‍👦"] {
            let text = "a " + String(repeating: letter, count: 2 * limit)
            let value = try #require(MachineReport.lines(text).first?.value)
            // A character that is cut becomes one of three octets.
            #expect((limit...limit + 2).contains(value.utf8.count), "\(letter)")
        }
    }

    @Test func `octets that are no text become marks`() {
        let octets = Array("a b".utf8) + [0xFF, 0xC3] + Array("\nc d".utf8)
        let pairs = MachineReport.lines(String(decoding: octets, as: UTF8.self))
        #expect(pairs.map(\.value) == ["b\u{FFFD}\u{FFFD}", "d"])
    }
}
