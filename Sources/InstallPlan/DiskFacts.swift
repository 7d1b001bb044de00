/// What a machine tells of one of its disks.
public struct DiskFacts: Hashable, Sendable {
    /// The device, such as `/dev/nvme0n1`.
    public var device: String
    /// The serial number, without spaces at its ends; nil where the drive has none.
    public var serial: String?
    /// The World Wide Name; nil where the drive has none.
    public var wwn: String?
    /// Its names under `/dev/disk/by-id`.
    public var byID: [String]
    /// The size in octets.
    public var size: UInt64
    /// Whether it spins.
    public var isRotational: Bool
    /// Whether it can be taken out, as USB sticks and card readers can.
    public var isRemovable: Bool
    /// Whether it cannot be written.
    public var isReadOnly: Bool
    /// Partitions and signatures on it, in words such as `ext4` or `gpt with 3 partitions`; empty for a blank disk.
    public var contents: [String]
    /// The identifier of its partition table, lower-case; nil for a disk without one.
    public var tableID: String?
    /// What uses it or its partitions now, such as `mounted at /mnt` or `swap`.
    public var uses: [String]

    /// Describes a disk.
    public init(
        device: String, serial: String? = nil, wwn: String? = nil, byID: [String] = [], size: UInt64,
        isRotational: Bool = false, isRemovable: Bool = false, isReadOnly: Bool = false,
        contents: [String] = [], uses: [String] = []
    ) {
        self.device = device
        self.serial = serial
        self.wwn = wwn
        self.byID = byID
        self.size = size
        self.isRotational = isRotational
        self.isRemovable = isRemovable
        self.isReadOnly = isReadOnly
        self.contents = contents
        self.uses = uses
    }

    /// The disk in a few words.
    var summary: String {
        var words = [device, ByteSize.text(size)]
        if let serial { words.append("serial \(serial)") }
        if isRotational { words.append("rotational") }
        if isRemovable { words.append("removable") }
        if isReadOnly { words.append("read-only") }
        if !contents.isEmpty { words.append("carries \(contents.joined(separator: ", "))") }
        return words.joined(separator: " ")
    }

    /// Without the prefixes that udev and `lsblk` put in front, lower-case.
    static func normalizedWWN(_ text: String) -> String {
        var text = text.lowercased()[...]
        for prefix in ["wwn-", "naa.", "eui.", "0x"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
        }
        return String(text)
    }

    /// Without the directory.
    static func linkName(_ text: String) -> String {
        let directory = "/dev/disk/by-id/"
        return text.hasPrefix(directory) ? String(text.dropFirst(directory.count)) : text
    }
}
