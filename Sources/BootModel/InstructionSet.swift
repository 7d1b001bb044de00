/// What a kernel image was built for, as far as its header tells.
public enum InstructionSet: String, Hashable, Sendable, CaseIterable {
    /// A PC `bzImage`; its boot protocol is the same for 32 and 64 bits.
    case x86
    /// 32-bit Arm.
    case arm32
    /// 64-bit Arm.
    case arm64
    /// 64-bit RISC-V.
    case riscv64
    /// 64-bit LoongArch.
    case loongArch64 = "loong64"
}
