/// A capability of an iPXE build, told by the presence of a sub-option 0x10…0x4F of option 175.
public struct IPXEFeature: RawRepresentable, Hashable, Sendable {
    /// The sub-option's tag.
    public let rawValue: UInt8

    /// Wraps any tag.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The tags that stand for features.
    static let tags: ClosedRange<UInt8> = 0x10...0x4F

    /// PXE API extensions.
    public static let pxeExtensions = IPXEFeature(rawValue: 0x10)
    /// iSCSI disks.
    public static let iSCSI = IPXEFeature(rawValue: 0x11)
    /// ATA over Ethernet disks.
    public static let aoe = IPXEFeature(rawValue: 0x12)
    /// HTTP downloads.
    public static let http = IPXEFeature(rawValue: 0x13)
    /// HTTPS downloads.
    public static let https = IPXEFeature(rawValue: 0x14)
    /// TFTP downloads.
    public static let tftp = IPXEFeature(rawValue: 0x15)
    /// FTP downloads.
    public static let ftp = IPXEFeature(rawValue: 0x16)
    /// Name resolution.
    public static let dns = IPXEFeature(rawValue: 0x17)
    /// Linux kernels in a BIOS build; EFI builds never claim it and boot them as EFI programs.
    public static let bzImage = IPXEFeature(rawValue: 0x18)
    /// Multiboot kernels.
    public static let multiboot = IPXEFeature(rawValue: 0x19)
    /// NBI images.
    public static let nbi = IPXEFeature(rawValue: 0x20)
    /// PXE boot programs.
    public static let pxe = IPXEFeature(rawValue: 0x21)
    /// ELF images.
    public static let elf = IPXEFeature(rawValue: 0x22)
    /// COMBOOT programs.
    public static let comboot = IPXEFeature(rawValue: 0x23)
    /// EFI programs; the build is an EFI one, whatever option 93 says.
    public static let efi = IPXEFeature(rawValue: 0x24)
    /// Fibre Channel over Ethernet.
    public static let fcoe = IPXEFeature(rawValue: 0x25)
    /// VLAN devices.
    public static let vlan = IPXEFeature(rawValue: 0x26)
    /// Menus in scripts.
    public static let menu = IPXEFeature(rawValue: 0x27)
    /// SDI images.
    public static let sdi = IPXEFeature(rawValue: 0x28)
    /// NFS downloads.
    public static let nfs = IPXEFeature(rawValue: 0x29)
}
