/// Which disks a plan means.
///
/// A disk must satisfy every criterion that is given. Without any, it means the one disk that is not removable.
public struct DiskSelector: Hashable, Sendable {
    /// The serial number, as the drive tells it.
    public var serial: Template?
    /// The World Wide Name, with or without `wwn-` or `naa.` in front.
    public var wwn: Template?
    /// A name under `/dev/disk/by-id`, with or without the directory.
    public var byID: Template?
    /// The smallest size in octets.
    public var leastSize: UInt64?
    /// The largest size in octets.
    public var mostSize: UInt64?
    /// True for disks that spin, false for those that do not.
    public var isRotational: Bool?
    /// True for disks without partitions and signatures, false for others.
    public var isEmpty: Bool?
    /// Whether removable disks are meant too.
    public var allowsRemovable: Bool
    /// How many disks must match, from 1 to 32.
    public var count: Int

    /// The most disks.
    public static let countLimit = 32

    /// Describes disks; without arguments the one disk that is not removable.
    public init(
        serial: Template? = nil, wwn: Template? = nil, byID: Template? = nil, leastSize: UInt64? = nil,
        mostSize: UInt64? = nil, isRotational: Bool? = nil, isEmpty: Bool? = nil,
        allowsRemovable: Bool = false, count: Int = 1
    ) {
        self.serial = serial
        self.wwn = wwn
        self.byID = byID
        self.leastSize = leastSize
        self.mostSize = mostSize
        self.isRotational = isRotational
        self.isEmpty = isEmpty
        self.allowsRemovable = allowsRemovable
        self.count = count
    }
}
