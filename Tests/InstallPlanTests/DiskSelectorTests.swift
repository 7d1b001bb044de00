import InstallPlan
import Testing

struct DiskSelectorTests {
    static let gigabyte: UInt64 = 1_000_000_000
    static let disks = [
        DiskFacts(
            device: "/dev/sdb", serial: "Z1", wwn: "0x5000c500a1b2c3d4", byID: ["ata-SEAGATE_Z1"],
            size: 4000 * gigabyte,
            isRotational: true),
        DiskFacts(
            device: "/dev/nvme0n1", serial: "N1", wwn: "eui.0025385B71B0", byID: ["/dev/disk/by-id/nvme-N1"],
            size: 480 * gigabyte, contents: ["gpt with 2 partitions"]),
        DiskFacts(device: "/dev/sda", serial: "U1", size: 32 * gigabyte, isRemovable: true),
        DiskFacts(device: "/dev/sr0", size: 0, isRemovable: true, isReadOnly: true),
    ]

    struct Case: CustomTestStringConvertible {
        var selector: DiskSelector
        var found: [String]
        var testDescription: String { "\(selector)" }

        init(_ selector: DiskSelector, _ found: String...) {
            self.selector = selector
            self.found = found
        }
    }

    @Test(arguments: [
        Case(DiskSelector(serial: Template("Z1")), "/dev/sdb"),
        Case(DiskSelector(serial: Template("${var.disk}")), "/dev/nvme0n1"),
        Case(DiskSelector(wwn: Template("wwn-0x5000C500A1B2C3D4")), "/dev/sdb"),
        Case(DiskSelector(wwn: Template("0025385b71b0")), "/dev/nvme0n1"),
        Case(DiskSelector(byID: Template("nvme-N1")), "/dev/nvme0n1"),
        Case(DiskSelector(byID: Template("/dev/disk/by-id/ata-SEAGATE_Z1")), "/dev/sdb"),
        Case(DiskSelector(leastSize: 1000 * gigabyte), "/dev/sdb"),
        Case(DiskSelector(leastSize: 480 * gigabyte, mostSize: 480 * gigabyte), "/dev/nvme0n1"),
        Case(DiskSelector(isRotational: false), "/dev/nvme0n1"),
        Case(DiskSelector(isEmpty: true), "/dev/sdb"),
        Case(DiskSelector(isEmpty: false), "/dev/nvme0n1"),
        Case(DiskSelector(count: 2), "/dev/nvme0n1", "/dev/sdb"),
        Case(DiskSelector(allowsRemovable: true, count: 3), "/dev/nvme0n1", "/dev/sda", "/dev/sdb"),
    ])
    func `exactly the meant disks are found, in the order of their names`(item: Case) throws {
        let values = PlanValues.sample(["disk": "N1"])
        let found = try item.selector.disks(among: Self.disks, values: values, mayWipe: true)
        #expect(found.map(\.device) == item.found)
    }

    @Test func `without a criterion it is the one disk that is not removable`() throws {
        let machine = [Self.disks[0], Self.disks[2], Self.disks[3]]
        #expect(try select(DiskSelector(), machine).map(\.device) == ["/dev/sdb"])
    }

    @Test(arguments: [
        (DiskSelector(), FailureCode.diskSelectorMany),
        (DiskSelector(serial: Template("nope")), .diskSelectorNone),
        (DiskSelector(serial: Template("U1")), .diskSelectorNone),
        (DiskSelector(serial: Template("${var.empty}")), .diskSelectorNone),
        (DiskSelector(wwn: Template("wwn-")), .diskSelectorNone),
        (DiskSelector(count: 3), .diskSelectorFew),
        (DiskSelector(serial: Template("${var.gone}")), .variableMissing),
        (DiskSelector(serial: Template("N1")), .diskNotEmpty),
    ])
    func `anything else stops before a write`(selector: DiskSelector, code: FailureCode) {
        let failure = #expect(throws: InstallFailure.self) { try select(selector, Self.disks) }
        #expect(failure?.code == code)
    }

    @Test func `a disk that must not be written is refused by name, whatever the arming allows`() {
        var disk = Self.disks[0]
        func code(_ disk: DiskFacts, leastDisk: UInt64 = 0) -> FailureCode? {
            do {
                _ = try DiskSelector().disks(
                    among: [disk], values: .sample(), mayWipe: true, leastDisk: leastDisk)
                return nil
            } catch { return error.code }
        }
        #expect(code(disk) == nil)
        #expect(code(disk, leastDisk: disk.size) == nil)
        #expect(code(disk, leastDisk: disk.size + 1) == .diskTooSmall)
        disk.uses = ["mounted at /mnt"]
        #expect(code(disk) == .diskInUse)
        disk.isReadOnly = true
        #expect(code(disk) == .diskReadOnly)
    }

    @Test func `a failure tells what was seen`() {
        let failure = #expect(throws: InstallFailure.self) { try select(DiskSelector(), Self.disks) }
        #expect(
            failure?.detail
                == "2 (/dev/nvme0n1, /dev/sdb) of the machine's disks match and 1 must; it has /dev/nvme0n1 480GB "
                + "serial N1 carries gpt with 2 partitions; /dev/sda 32GB serial U1 removable; /dev/sdb 4TB serial Z1 "
                + "rotational")
    }

    private func select(_ selector: DiskSelector, _ disks: [DiskFacts]) throws(InstallFailure) -> [DiskFacts]
    {
        try selector.disks(among: disks, values: .sample(["empty": ""]), mayWipe: false)
    }
}
