/// What a machine tells of itself once it has passed the gate.
public struct MachineFacts: Hashable, Sendable {
    /// The processor's architecture as `uname -m` says it.
    public var architecture = ""
    /// Whether its firmware is UEFI.
    public var isEFI = false
    /// Its memory in octets; 0 when it is not told.
    public var memory: UInt64 = 0
    /// The version of nix on the installer; nil when there is none.
    public var nixVersion: String?
    /// Its disks.
    public var disks: [DiskFacts] = []

    /// A machine of which nothing is known.
    public init() {}

    /// The machine in a few words.
    public var summary: String {
        let size = memory / (1 << 20)
        let names = disks.map(\.device).joined(separator: ", ")
        return "\(SeenText.clean(architecture)), \(isEFI ? "UEFI" : "BIOS"), \(size) MiB of memory, "
            + (disks.isEmpty ? "no disks" : "disks \(names)")
    }
}
