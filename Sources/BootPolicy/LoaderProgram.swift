public import BootModel

/// One program of a loader: the files it may be found in, and the name the program before it asks for.
public struct LoaderProgram: Hashable, Sendable {
    /// File names to look for, best first.
    public var files: [String]
    /// The name it is served under; nil means the file's own.
    public var name: String?
    /// Whether the loader works without it.
    public var isOptional = false
    /// Whether only the directory of the program before it will do.
    public var isBesideFirst = false
}

extension Loader {
    /// What firmware loads, then what that loads; none where the loader does not exist for an architecture.
    public func programs(for architecture: Architecture) -> [LoaderProgram] {
        switch self {
        case .ipxe: [LoaderProgram(files: Self.unsignedIPXE(for: architecture))]
        case .shimIPXE: Self.signedIPXE(for: architecture)
        case .shimGRUB: Self.signedGRUB(for: architecture)
        }
    }

    /// iPXE in the layouts of Debian 12's and Debian 13's `ipxe` packages.
    ///
    /// `snponly.efi` comes before `ipxe.efi`: it drives the card through the firmware that has just used it, and
    /// the `ipxe.efi` of 2019 hangs when it exits. Debian has no 32-bit UEFI builds; an operator's own are found
    /// under the names that iPXE's build gives them.
    private static func unsignedIPXE(for architecture: Architecture) -> [String] {
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

    /// iPXE's own shim with the `ipxe.efi` it trusts: Debian's file of that name is another, unsigned build.
    private static func signedIPXE(for architecture: Architecture) -> [LoaderProgram] {
        guard architecture == .x64 else { return [] }
        return [
            LoaderProgram(files: ["ipxe-shimx64.efi", "ipxe-shim.efi"]),
            LoaderProgram(files: ["ipxe.efi"], isBesideFirst: true),
        ]
    }

    /// Debian's packages `shim-signed`, `grub-efi-*-signed` and `shim-helpers-*-signed`.
    private static func signedGRUB(for architecture: Architecture) -> [LoaderProgram] {
        let suffix: String
        switch architecture {
        case .x64: suffix = "x64"
        case .arm64: suffix = "aa64"
        default: return []
        }
        return [
            LoaderProgram(files: ["shim\(suffix).efi.signed"], name: "shim\(suffix).efi"),
            LoaderProgram(files: ["grubnet\(suffix).efi.signed"], name: "grub\(suffix).efi"),
            LoaderProgram(files: ["mm\(suffix).efi.signed"], name: "mm\(suffix).efi", isOptional: true),
        ]
    }
}
