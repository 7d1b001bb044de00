import BootModel
import DHCP
import TFTP

/// A kind of firmware, as far as a netboot server can tell it from others.
public enum Personality: String, Hashable, Sendable, CaseIterable {
    /// A PC's BIOS with a PXE ROM.
    case bios
    /// UEFI's PXE client on x64, as edk2 has it.
    case uefi
    /// UEFI's HTTP Boot client on x64.
    case uefiHTTP = "http"
    /// iPXE in the card's ROM: it needs no chainloader.
    case ipxe

    /// The architecture type in its DHCP packets (option 93).
    public var architectureType: UInt16 {
        switch self {
        case .bios, .ipxe: 0
        case .uefi: 7
        case .uefiHTTP: 16
        }
    }

    /// The type that iPXE sends once this firmware has started it.
    var chainedType: UInt16 { self == .uefiHTTP ? 7 : architectureType }

    /// What its TFTP client asks for.
    var transferOptions: [TFTPOption] {
        switch self {
        case .bios, .ipxe: [TFTPOption("tsize", "0"), TFTPOption("blksize", "1456")]
        case .uefi, .uefiHTTP:
            [TFTPOption("tsize", "0"), TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4")]
        }
    }
}
