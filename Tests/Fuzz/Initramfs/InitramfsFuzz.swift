import Initramfs

/// An initrd from an image builder: its layout, also with a further archive behind it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInitramfs(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    writeArchive(of: octets)
    guard let layout = try? InitramfsLayout(octets) else { return 0 }
    checkOrder(layout, size: UInt64(octets.count))
    checkAppending(to: octets, layout)
    return 0
}

private func checkOrder(_ layout: InitramfsLayout, size: UInt64) {
    var end: UInt64 = 0
    for segment in layout.segments {
        guard segment.offset >= end, segment.offset < size else { fatalError("segments overlap") }
        end = segment.offset + 1
        for entry in segment.entries {
            guard entry.contentOffset >= end, entry.contentOffset + UInt64(entry.size) <= size else {
                fatalError("'\(entry.path)' is not inside the initrd")
            }
            end = entry.contentOffset + UInt64(entry.size)
        }
    }
    guard layout.segments.dropLast().allSatisfy({ $0.format == .cpio }) else {
        fatalError("something stands behind a packed segment, whose end nobody knows")
    }
}

/// An archive at the next multiple of four is found, whatever uncompressed archives stand before it.
private func checkAppending(to octets: [UInt8], _ layout: InitramfsLayout) {
    guard layout.segments.allSatisfy({ $0.format == .cpio }) else { return }
    var writer = CPIOWriter()
    try? writer.addFile("appended", content: [1, 2, 3])
    let padding = [UInt8](repeating: 0, count: -octets.count & 3)
    guard let appended = try? InitramfsLayout(octets + padding + writer.finished()),
        appended.contains("appended")
    else { fatalError("an appended archive is not found") }
}

/// Whatever the writer takes, the reader finds.
private func writeArchive(of octets: [UInt8]) {
    var writer = CPIOWriter()
    var paths: [String] = []
    for line in octets.split(separator: UInt8(ascii: "\n")).prefix(8) {
        let path = String(decoding: line.prefix { $0 != 0 }, as: UTF8.self)
        guard (try? writer.addFile(path, content: line)) != nil else { continue }
        paths.append(path)
    }
    guard let layout = try? InitramfsLayout(writer.finished()),
        layout.segments[0].entries.map(\.path) == paths
    else { fatalError("a written archive reads as another") }
}
