public import BootModel

/// What the first octets of a kernel say about it.
public struct KernelImage: Hashable, Sendable {
    /// What it was built for.
    public let instructionSet: InstructionSet
    /// Whether only UEFI can start it; a BIOS needs a PC's `bzImage`.
    public let needsUEFI: Bool
    /// The longest command line it takes in octets without the final zero, where its header says so.
    public let commandLineLimit: Int?

    /// Octets at the start of a file that `init` wants to see.
    public static let headLength = 4096

    /// Reads a kernel's first `headLength` octets, or all it has.
    ///
    /// Known are x86 `bzImage` (`Documentation/arch/x86/boot.rst`), the `Image` of arm64, riscv64 and loongarch64
    /// (`Documentation/arch/*/booting.rst`), 32-bit Arm `zImage`, and UEFI programs: compressed kernels and unified kernel
    /// images.
    public init(head: [UInt8]) throws(KernelImageError) {
        let header = LittleEndianHeader(head)
        if header.uint16(0x1FE) == 0xAA55, header.matches("HdrS", at: 0x202) {
            try self.init(bzImage: header)
        } else if header.uint32(0x38) == 0x644D_5241 {
            self.init(.arm64, needsUEFI: false)
        } else if header.uint32(0x38) == 0x0543_5352 {
            self.init(.riscv64, needsUEFI: false)
        } else if header.uint32(0x24) == 0x016F_2818 {
            self.init(.arm32, needsUEFI: false)
        } else if header.matches("MZ", at: 0) {
            try self.init(efiProgram: header)
        } else {
            throw KernelImageError(head: head)
        }
    }

    private init(_ instructionSet: InstructionSet, needsUEFI: Bool, commandLineLimit: Int? = nil) {
        self.instructionSet = instructionSet
        self.needsUEFI = needsUEFI
        self.commandLineLimit = commandLineLimit
    }

    private init(bzImage header: LittleEndianHeader) throws(KernelImageError) {
        guard let version = header.uint16(0x206), version >= 0x0200 else { throw .oldBootProtocol }
        // `cmdline_size` came with protocol 2.06; before, a kernel took 255 octets.
        let limit = version >= 0x0206 ? header.uint32(0x238).map { Int(clamping: $0) } : 255
        self.init(.x86, needsUEFI: false, commandLineLimit: limit.flatMap { $0 > 0 ? $0 : nil })
    }

    /// The `Machine` field of the COFF header (PE/COFF §3.3.1).
    private init(efiProgram header: LittleEndianHeader) throws(KernelImageError) {
        guard let start = header.uint32(0x3C), header.matches("PE\0\0", at: Int(start)) else {
            throw .noEFIProgram
        }
        let instructionSet: InstructionSet
        switch header.uint16(Int(start) + 4) {
        case 0x014C, 0x8664: instructionSet = .x86
        case 0x01C0, 0x01C2, 0x01C4: instructionSet = .arm32
        case 0xAA64: instructionSet = .arm64
        case 0x5064: instructionSet = .riscv64
        case 0x6264: instructionSet = .loongArch64
        default: throw .noEFIProgram
        }
        self.init(instructionSet, needsUEFI: true)
    }
}

/// Little-endian fields at fixed places.
private struct LittleEndianHeader {
    private let octets: [UInt8]

    init(_ octets: [UInt8]) { self.octets = octets }

    func uint16(_ offset: Int) -> UInt16? { number(offset, 2).map { UInt16($0) } }
    func uint32(_ offset: Int) -> UInt32? { number(offset, 4) }

    func matches(_ text: String, at offset: Int) -> Bool {
        octets.dropFirst(offset).prefix(text.utf8.count).elementsEqual(text.utf8)
    }

    private func number(_ offset: Int, _ count: Int) -> UInt32? {
        let field = octets.dropFirst(offset).prefix(count)
        return field.count == count ? field.reversed().reduce(0) { $0 << 8 | UInt32($1) } : nil
    }
}
