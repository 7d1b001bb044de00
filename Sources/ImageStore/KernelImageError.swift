/// Why a file is not a kernel that a boot loader starts.
public enum KernelImageError: Error, Hashable, Sendable {
    /// It has no octets.
    case empty
    /// An ELF file, as `vmlinux` is.
    case elf
    /// A packed kernel, as `Image.gz` is.
    case compressed
    /// A script or a web page, such as the answer of a server that did not have the file.
    case text
    /// An x86 kernel with a boot protocol older than 2.00 (before Linux 1.3.73).
    case oldBootProtocol
    /// It begins like a UEFI program and has no valid header, or one for an unknown machine.
    case noEFIProgram
    /// Nothing that is known.
    case unknown

    /// Names what the content looks like.
    init(head: [UInt8]) {
        if head.isEmpty {
            self = .empty
        } else if head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
            self = .elf
        } else if Self.packings.contains(where: head.starts) {
            self = .compressed
        } else if head.starts(with: "#!".utf8) || head.starts(with: "<".utf8) {
            self = .text
        } else {
            self = .unknown
        }
    }

    private static let packings: [[UInt8]] = [
        [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x42, 0x5A, 0x68],
    ]
}

extension KernelImageError: CustomStringConvertible {
    /// What the file is instead.
    public var description: String {
        switch self {
        case .empty: "it is empty"
        case .elf: "it is an ELF file such as vmlinux; take bzImage or Image"
        case .compressed: "it is compressed; unpack it first"
        case .text: "it is a text, perhaps an error page that was saved under this name"
        case .oldBootProtocol: "its boot protocol is older than 2.00"
        case .noEFIProgram:
            "it begins like a UEFI program, but its header is damaged or for an unknown machine"
        case .unknown: "it has the header of no Linux kernel"
        }
    }
}
