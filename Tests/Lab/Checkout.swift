import Foundation

/// The source tree the lab was built from, and what `make deps` and the build left in it.
public enum Checkout {
    /// The top folder, where `Package.swift` is.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)

    /// The server as built for debugging.
    public static let rackrise = root + ".build/debug/rackrise"

    /// The machine's side of the wire, for tests without virtual machines.
    static let probe = root + ".build/debug/probe"

    /// Folders with iPXE binaries, best first: Debian 13's, then Debian 12's.
    public static let chainloaders = [
        root + "ipxe/debian", "/usr/lib/ipxe", signedPackages + "/usr/lib/shim",
        signedPackages + "/usr/lib/grub/x86_64-efi-signed",
    ]

    /// The unpacked packages with the programs that Microsoft and Debian signed.
    static let signedPackages = root + ".build/debian/signed"

    /// The unpacked kernel package of the guests.
    public static let kernelPackage = root + ".build/debian/kernel"

    /// The program of the unpacked `isc-dhcp-relay` package.
    static let relay = root + ".build/debian/relay/usr/sbin/dhcrelay"

    /// The kernel of the guests.
    public static func guestKernel() throws -> String {
        try file(in: kernelPackage + "/boot", prefix: "vmlinuz-")
    }

    /// The same for 64-bit Arm, with its busybox.
    static let arm64Packages = root + ".build/debian/arm64"

    /// Where the lab keeps its files.
    public static let lab = root + ".build/lab"

    /// The only file in `folder` whose name begins with `prefix`.
    static func file(in folder: String, prefix: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let name = names.filter({ $0.hasPrefix(prefix) }).sorted().last else {
            throw LabError("\(folder) holds no \(prefix)*; run `make deps`")
        }
        return "\(folder)/\(name)"
    }
}
