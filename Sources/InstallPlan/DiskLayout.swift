/// A GPT with an EFI system partition, swap where it is wanted, and a root that takes the rest.
public struct DiskLayout: Hashable, Sendable {
    /// The file system of the root.
    public enum FileSystem: String, Hashable, Sendable, CaseIterable {
        /// ext4.
        case ext4
        /// Btrfs.
        case btrfs
        /// XFS.
        case xfs
    }

    /// The size of the EFI system partition in octets.
    public var esp: UInt64
    /// The size of the swap partition in octets; 0 makes none.
    public var swap: UInt64
    /// The file system of the root.
    public var root: FileSystem

    /// The smallest EFI system partition, which holds one kernel and initrd.
    public static let leastESP: UInt64 = 128 << 20
    /// The smallest root: a disk with less left is too small.
    public static let leastRoot: UInt64 = 1 << 30
    /// What the table itself, its copy and the BIOS boot partition take at most.
    static let overhead: UInt64 = 4 << 20

    /// Describes a layout.
    public init(esp: UInt64 = 1 << 30, swap: UInt64 = 0, root: FileSystem = .ext4) {
        self.esp = esp
        self.swap = swap
        self.root = root
    }

    /// The smallest disk that holds it, in octets; saturates.
    public var leastDisk: UInt64 {
        [esp, swap, Self.leastRoot, Self.overhead].reduce(0) { sum, size in
            let (total, overflow) = sum.addingReportingOverflow(size)
            return overflow ? .max : total
        }
    }
}
