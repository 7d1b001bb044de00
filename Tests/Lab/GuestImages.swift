import Commands
import Foundation

/// What the lab's machines boot: a netboot image for each profile, and a disk.
public struct GuestImages: Sendable {
    /// The profiles there are images for.
    public static let profiles = ["control-plane", "worker", "all-in-one"]

    /// What the boot loader of `disk` prints.
    public static let diskMarker = "RACKRISE-DISK-UP"

    /// What a guest prints before the content of its `/rackrise/node.json`.
    public static let nodeFileMarker = "RACKRISE-NODE-FILE"

    /// What a guest prints before the path, the mode and the first line of a file that an installer finds in its initrd.
    public static let fileMarker = "RACKRISE-FILE"

    /// The raw image of a disk that both BIOS and UEFI boot.
    public let disk: String

    private let folder: String

    /// The folder of a profile's `bzImage`, `initrd` and `netboot.ipxe`, as an image builder leaves them.
    public func directory(of profile: String) -> String {
        "\(folder)/\(profile)"
    }

    /// A further profile, for 64-bit Arm.
    public static let arm64Profile = "worker-arm64"

    static func build(in folder: String) async throws -> GuestImages {
        for profile in profiles {
            try await buildNetbootImage(profile, .x86, in: "\(folder)/\(profile)")
        }
        try await buildNetbootImage(arm64Profile, .arm64, in: "\(folder)/\(arm64Profile)")
        return GuestImages(disk: try await GuestDisk.build(in: folder), folder: folder)
    }

    /// What a guest is made of.
    private struct Parts {
        /// The unpacked kernel package.
        let kernelPackage: String
        /// A static busybox.
        let busybox: String
        /// What builders call the kernel.
        let kernelName: String
        /// The serial port.
        let console: String

        static let x86 = Parts(
            kernelPackage: Checkout.kernelPackage, busybox: "/bin/busybox", kernelName: "bzImage",
            console: "ttyS0")
        static let arm64 = Parts(
            kernelPackage: Checkout.arm64Packages, busybox: Checkout.arm64Packages + "/bin/busybox",
            kernelName: "Image", console: "ttyAMA0")
    }

    private static func buildNetbootImage(_ profile: String, _ parts: Parts, in folder: String) async throws {
        let kernel = try Checkout.file(in: parts.kernelPackage + "/boot", prefix: "vmlinuz-")
        try makeFolder(folder)
        try FileManager.default.copyItem(atPath: kernel, toPath: "\(folder)/\(parts.kernelName)")
        try await buildInitrd(profile, parts, at: "\(folder)/initrd", scratch: "\(folder)/root")
        try write(
            """
            #!ipxe
            # Further kernel parameters may come from a script that chains this one.
            kernel \(parts.kernelName) rdinit=/init initrd=initrd rackrise.profile=\(profile) console=\(parts.console) quiet panic=-1 ${cmdline}
            initrd initrd
            boot

            """, to: "\(folder)/netboot.ipxe")
    }

    /// The drivers of a virtio network card, in the order of their dependencies.
    private static let drivers = [
        "drivers/virtio/virtio_ring", "drivers/virtio/virtio", "drivers/virtio/virtio_pci_legacy_dev",
        "drivers/virtio/virtio_pci_modern_dev", "drivers/virtio/virtio_pci", "net/core/failover",
        "drivers/net/net_failover", "drivers/net/virtio_net",
    ]

    private static func buildInitrd(_ profile: String, _ parts: Parts, at path: String, scratch: String)
        async throws
    {
        let modules = try Checkout.file(in: parts.kernelPackage + "/lib/modules", prefix: "")
        for folder in ["bin", "dev", "modules", "proc", "sys"] { try makeFolder("\(scratch)/\(folder)") }
        try FileManager.default.copyItem(atPath: parts.busybox, toPath: "\(scratch)/bin/busybox")
        for driver in drivers {
            let name = driver.split(separator: "/").last ?? ""
            try FileManager.default.copyItem(
                atPath: "\(modules)/kernel/\(driver).ko", toPath: "\(scratch)/modules/\(name).ko")
        }
        try write(profile, to: "\(scratch)/profile")
        try write(initProgram, to: "\(scratch)/init")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(scratch)/init")
        try await Command(
            "bash",
            [
                "-c",
                // An odd length, so that what a server puts behind it must be aligned: kernels skip zeros between archives.
                """
                set -euo pipefail
                find . | cpio --quiet -o -H newc -R 0:0 | zstd -q -o "$1"
                (($(stat -c %s "$1") % 2)) || truncate -s +1 "$1"
                """,
                "-", path,
            ]
        ).run(in: scratch)
        try FileManager.default.removeItem(atPath: scratch)
    }

    private static var initProgram: String {
        let modules = drivers.map { "/modules/\($0.split(separator: "/").last ?? "").ko" }
        return """
            #!/bin/busybox sh
            /bin/busybox mount -t proc proc /proc
            /bin/busybox mount -t sysfs sysfs /sys
            /bin/busybox mount -t devtmpfs devtmpfs /dev
            for module in \(modules.joined(separator: " ")); do /bin/busybox insmod $module; done
            read -r mac </sys/class/net/eth0/address
            read -r cmdline </proc/cmdline
            read -r initrd </profile || :
            if [ -e /rackrise/node.json ]; then
                read -r node </rackrise/node.json
                echo "\(nodeFileMarker) $node" >/dev/console
            fi
            for file in ssh/authorized_keys ssh/ssh_host_rackrise.pub machine-id; do
                if [ -e /$file ]; then
                    read -r line </$file
                    echo "\(fileMarker) /$file $(/bin/busybox stat -c %a /$file) $line" >/dev/console
                fi
            done
            profile=${cmdline#*rackrise.profile=}
            secureboot=disabled
            /bin/busybox dmesg | /bin/busybox grep -q 'Secure boot enabled' && secureboot=enabled
            echo "\(GuestReport.marker) profile=${profile%% *} initrd=$initrd mac=$mac secureboot=$secureboot cmdline=$cmdline" >/dev/console
            /bin/busybox poweroff -f

            """
    }

    private static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
