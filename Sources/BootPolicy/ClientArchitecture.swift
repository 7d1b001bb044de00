public import BootModel

/// A client system architecture type (DHCP option 93; RFC 4578 §2.1 and IANA's registry).
public struct ClientArchitecture: RawRepresentable, Hashable, Sendable {
    /// The code on the wire.
    public let rawValue: UInt16

    /// Makes a type from its code.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// 41, the Raspberry Pi's boot ROM.
    static let raspberryPi = ClientArchitecture(rawValue: 41)

    /// The family whose chainloader this type runs; nil for types that no chainloader exists for.
    public var architecture: Architecture? {
        switch rawValue {
        // 20 is a PC BIOS that boots over HTTP.
        case 0, 20: .x86BIOS
        case 6, 15: .ia32
        // IANA calls 9 EBC and the RFC's text 7; x64 machines send either. 17 is the HTTP form of 9.
        case 7, 9, 16, 17: .x64
        case 10, 18: .arm32
        // 22 and 24 are U-Boot on 64-bit Arm, which runs the same UEFI programs.
        case 11, 19, 22, 24: .arm64
        case 27, 28: .riscv64
        case 39, 40: .loongArch64
        default: nil
        }
    }

    /// Whether firmware of this type boots over HTTP.
    public var bootsOverHTTP: Bool {
        [15, 16, 17, 18, 19, 20, 23, 24, 26, 28, 30, 38, 40].contains(rawValue)
    }

    /// The type that iPXE sends on the machine: its builds know only the types of PXE.
    var afterHTTPBoot: ClientArchitecture {
        let types: [UInt16: UInt16] = [15: 6, 16: 7, 17: 7, 18: 10, 19: 11, 20: 0, 24: 11, 28: 27, 40: 39]
        return ClientArchitecture(rawValue: types[rawValue] ?? rawValue)
    }

    /// The type's name for timelines, with its code.
    public var name: String {
        switch rawValue {
        case 0: "BIOS"
        case 2: "Itanium UEFI"
        case 6: "UEFI ia32"
        case 7, 9: "UEFI x64"
        case 10: "UEFI arm32"
        case 11: "UEFI arm64"
        case 15: "UEFI ia32 HTTP"
        case 16, 17: "UEFI x64 HTTP"
        case 18: "UEFI arm32 HTTP"
        case 19: "UEFI arm64 HTTP"
        case 20: "BIOS HTTP"
        case 21, 22, 23, 24: "U-Boot"
        case 25, 26: "UEFI riscv32"
        case 27, 28: "UEFI riscv64"
        case 29, 30: "UEFI riscv128"
        case 37, 38: "UEFI loong32"
        case 39, 40: "UEFI loong64"
        case 41: "Raspberry Pi"
        default: "architecture \(rawValue)"
        }
    }
}
