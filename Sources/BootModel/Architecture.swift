/// The instruction set and firmware family that decide which chainloader a machine can run.
public enum Architecture: String, Hashable, Sendable, CaseIterable {
    /// A PC with a BIOS, 16-bit real mode at entry.
    case x86BIOS = "x86-bios"
    /// 32-bit x86 UEFI.
    case ia32 = "ia32-uefi"
    /// 64-bit x86 UEFI.
    case x64 = "x64-uefi"
    /// 32-bit Arm UEFI.
    case arm32 = "arm32-uefi"
    /// 64-bit Arm UEFI.
    case arm64 = "arm64-uefi"
    /// 64-bit RISC-V UEFI.
    case riscv64 = "riscv64-uefi"
    /// 64-bit LoongArch UEFI.
    case loongArch64 = "loong64-uefi"

    /// True for every family but the BIOS.
    public var isUEFI: Bool { self != .x86BIOS }

    /// Reads what iPXE says of itself as `${buildarch}-${platform}`, such as `x86_64-efi`.
    public init?(iPXEBuild text: String) {
        switch text {
        case "i386-pcbios", "x86_64-pcbios": self = .x86BIOS
        case "i386-efi": self = .ia32
        case "x86_64-efi": self = .x64
        case "arm32-efi": self = .arm32
        case "arm64-efi": self = .arm64
        case "riscv64-efi": self = .riscv64
        case "loong64-efi": self = .loongArch64
        default: return nil
        }
    }

    /// The kernels this machine can run; a BIOS PC may have a 64-bit processor and nearly always does.
    public var instructionSet: InstructionSet {
        switch self {
        case .x86BIOS, .ia32, .x64: .x86
        case .arm32: .arm32
        case .arm64: .arm64
        case .riscv64: .riscv64
        case .loongArch64: .loongArch64
        }
    }
}
