public import BootModel

/// A network boot program that this server can hand out.
public struct Chainloader: Hashable, Sendable {
    /// What it runs on.
    public var architecture: Architecture
    /// Its file name, which is also the last component of its TFTP path and URL.
    public var name: String

    /// Describes a chainloader.
    public init(architecture: Architecture, name: String) {
        self.architecture = architecture
        self.name = name
    }

    /// The file names to look for, best first, in the layouts of Debian 12's and Debian 13's `ipxe` packages.
    ///
    /// `snponly.efi` comes before `ipxe.efi`: it drives the card through the firmware that has just used it, and
    /// the `ipxe.efi` of 2019 hangs when it exits. Debian has no 32-bit UEFI builds; an operator's own are found
    /// under the names that iPXE's build gives them.
    public static func candidates(for architecture: Architecture) -> [String] {
        switch architecture {
        case .x86BIOS: ["undionly.kpxe"]
        case .ia32: ["snponly-i386.efi", "ipxe-i386.efi"]
        case .x64: ["snponly.efi", "snponly-x86_64.efi", "ipxe-amd64.efi"]
        case .arm32: ["snponly-arm32.efi", "ipxe-arm32.efi"]
        case .arm64: ["snponly-arm64.efi", "ipxe-arm64.efi"]
        case .riscv64: ["snponly-riscv64.efi", "ipxe-riscv64.efi"]
        case .loongArch64: ["snponly-loong64.efi", "ipxe-loong64.efi"]
        }
    }
}
