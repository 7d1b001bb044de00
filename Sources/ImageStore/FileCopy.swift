import BootModel
import Crypto
import NetTypes

/// Copies a file, computing its digest and looking for a text on the way, so that a large one is read once.
struct FileCopy {
    /// What was copied.
    struct Result {
        let file: ImageFile
        let containsText: Bool
    }

    /// The text to look for.
    let search: TextSearch

    private static let chunk = 1 << 20

    /// Copies to a file that must not exist, and waits until it is on the disk.
    ///
    /// - Parameter progress: is called after each chunk with the octets copied so far.
    func run(
        from source: borrowing File, to destination: String, progress: (UInt64) -> Void
    ) throws -> Result {
        let output = try File(creating: destination)
        let before = try source.stamp()
        var hasher = try SHA256Hasher()
        let overlap = search.length
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: overlap + Self.chunk, alignment: 4096)
        defer { memory.deallocate() }
        var kept = 0
        var size: UInt64 = 0
        var containsText = false
        while true {
            let count = try source.read(
                into: UnsafeMutableRawBufferPointer(rebasing: memory[kept..<kept + Self.chunk]))
            guard count > 0 else { break }
            let fresh = UnsafeRawBufferPointer(rebasing: memory[kept..<kept + count])
            try hasher.update(fresh)
            try output.write(fresh)
            size += UInt64(count)
            containsText =
                containsText
                || search.matches(in: UnsafeRawBufferPointer(rebasing: memory[..<(kept + count)]))
            // A text may lie across two chunks: what could be its beginning stays in front of the next one.
            let tail = memory[..<(kept + count)].suffix(overlap)
            kept = tail.count
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: tail))
            progress(size)
        }
        try output.synchronize()
        // A builder that still writes would leave us with a file that never existed.
        guard try source.stamp() == before, size == before.size else {
            throw ImageStoreError.changed(path: source.path)
        }
        let digest = Hexadecimal.text(try hasher.finish())
        return Result(file: ImageFile(sha256: digest, size: size), containsText: containsText)
    }
}
