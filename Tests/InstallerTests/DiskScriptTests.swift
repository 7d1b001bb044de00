import InstallPlan
import Testing

@testable import Installer

/// Scripts that tell one disk's parts from another's, on a machine whose kernel shows disks with similar names.
@Suite(.timeLimit(.minutes(15))) struct DiskScriptTests {
    /// Two disks and their partitions; the swap of the first is in use, and that of the second.
    private static let machine = """
        set -eu
        for part in sda/sda2 sdaa/sdaa2 nvme0n1/nvme0n1p2 nvme0n10/nvme0n10p2; do
            mkdir -p "/run/block/$part" "/run/block/${part%/*}/queue"
            echo 2 >"/run/block/$part/partition"
        done
        for disk in sda sdaa nvme0n1 nvme0n10; do
            for name in size ro removable queue/rotational; do echo 0 >"/run/block/$disk/$name"; done
            [ -b "/dev/$disk" ] || mknod "/dev/$disk" b 7 250
        done
        mount --bind /run/block /sys/block
        mount --bind /run/block /sys/class/block
        echo 'Filename Type Size Used Priority' >/run/swaps
        for part in sda2 sdaa2 nvme0n1p2 nvme0n10p2; do echo "/dev/$part partition 1 0 -2" >>/run/swaps; done
        mount --bind /run/swaps /proc/swaps
        printf '#!/bin/sh\\necho "$1" >>/run/off\\n' >/usr-local/swapoff
        chmod 755 /usr-local/swapoff

        """

    @Test(arguments: ["sda": "sda2", "nvme0n1": "nvme0n1p2"])
    func onlyTheDiskItselfIsReleased(disk: String, part: String) async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        _ = try await shell.run(MachineScript(Self.machine))
        // It finds no table, after it has taken down what is in use.
        let failure = await #expect(throws: InstallFailure.self) {
            try await shell.run(
                MachineScript(
                    asset: "partition",
                    [
                        "mode": "reuse", "disk": "/dev/\(disk)", "table": "", "partitions": "",
                        "swap_number": "",
                        "root_number": "3", "root_type": "ext4",
                    ]))
        }
        #expect(failure?.code == .diskNotAsPlanned)
        #expect(try await shell.run(MachineScript("cat /run/off\n")).text == "/dev/\(part)\n\n")
    }

    @Test func aDiskIsInUseByItsOwnPartsOnly() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        _ = try await shell.run(MachineScript(Self.machine))
        let facts = try MachineReport.machine(try await shell.run(MachineScript(asset: "machine")).text)
        let uses = Dictionary(uniqueKeysWithValues: facts.disks.map { ($0.device, $0.uses) })
        #expect(
            uses == [
                "/dev/sda": ["/dev/sda2 is swap"], "/dev/sdaa": ["/dev/sdaa2 is swap"],
                "/dev/nvme0n1": ["/dev/nvme0n1p2 is swap"], "/dev/nvme0n10": ["/dev/nvme0n10p2 is swap"],
            ])
    }
}
