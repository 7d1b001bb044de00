import Glibc

/// An open file or directory, closed with its last use.
struct File: ~Copyable {
    let descriptor: Int32
    let path: String

    /// Opens for reading; links are followed.
    ///
    /// A FIFO is opened at once, whether somebody writes to it or not.
    init(reading path: String) throws(ImageStoreError) {
        descriptor = try SystemCall.run("open \(path)") { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        self.path = path
    }

    /// Makes a file that must not exist.
    init(creating path: String) throws(ImageStoreError) {
        descriptor = try SystemCall.run("make \(path)") { () -> Int32 in
            let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            // The daemon is another user than the one who imports, whose umask may be strict.
            if made >= 0 { fchmod(made, 0o644) }
            return made
        }
        self.path = path
    }

    deinit { close(descriptor) }

    /// What changes when a file is written to.
    struct Stamp: Equatable {
        let size: UInt64
        let seconds: Int
        let nanoseconds: Int
    }

    /// Size and time of the last change.
    func stamp() throws(ImageStoreError) -> Stamp {
        let status = try status()
        return Stamp(
            size: UInt64(clamping: status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// Whether it is neither a directory nor a device.
    func isRegular() throws(ImageStoreError) -> Bool { try status().st_mode & S_IFMT == S_IFREG }

    private func status() throws(ImageStoreError) -> stat {
        var status = stat()
        try SystemCall.run("examine \(path)") { fstat(descriptor, &status) }
        return status
    }

    /// Up to `count` octets from an offset; fewer only at the end.
    func read(at offset: UInt64, count: Int) throws(ImageStoreError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let position = off_t(clamping: offset) + off_t(filled)
            let got = try SystemCall.run("read \(path)") {
                octets.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, position)
                }
            }
            if got == 0 { break }
            filled += got
        }
        return Array(octets.prefix(filled))
    }

    /// The next octets, at most as many as `buffer` holds; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageStoreError) -> Int {
        try SystemCall.run("read \(path)") { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }

    /// Writes all of `buffer`.
    func write(_ buffer: UnsafeRawBufferPointer) throws(ImageStoreError) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let written = try SystemCall.run("write \(path)") {
                Glibc.write(descriptor, part.baseAddress, part.count)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Waits until content and size are on the disk.
    func synchronize() throws(ImageStoreError) {
        try SystemCall.run("write \(path) to the disk") { fsync(descriptor) }
    }
}
