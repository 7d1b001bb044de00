import NetIO

/// How transfers read files: at once where the kernel has the octets in memory, else on a thread that no packet waits for.
struct TFTPDisk: Sendable {
    /// Where reads that have to wait are done.
    var executor = LoopExecutor(label: "rackrise.tftp-disk")
    /// Reads so many octets from an offset on; nil when that has to wait.
    var readAtOnce: @Sendable (OpenFile, UInt64, Int) -> [UInt8]? = { $0.readAtOnce(offset: $1, count: $2) }
}
