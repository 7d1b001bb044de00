/// The program that sent a request, which decides what it can be given.
public enum BootLoader: Hashable, Sendable {
    /// PXE firmware: it loads a file by TFTP.
    case pxe
    /// UEFI HTTP Boot firmware: it loads a URL.
    case httpBoot
    /// iPXE, in a ROM or chain-loaded: it runs a script. Holds its options, if it sent any.
    case ipxe(IPXEOptions?)
}

extension BootLoader: CustomStringConvertible {
    /// The program's name, for logs.
    public var description: String {
        switch self {
        case .pxe: "PXE firmware"
        case .httpBoot: "UEFI HTTP Boot firmware"
        case .ipxe: "iPXE"
        }
    }
}
