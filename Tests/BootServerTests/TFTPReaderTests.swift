import BootModel
import Foundation
import NetIO
import Testing

@testable import BootServer

/// What a transfer reads: programs whole, files with a node's own segment behind them a piece at a time.
@Suite final class TFTPReaderTests {
    private let path = FileManager.default.temporaryDirectory.appending(
        path: "rackrise-\(UUID().uuidString)"
    ).path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A reader of a file with these octets, and of a segment.
    private func reader(_ octets: [UInt8], segment: [UInt8] = []) throws -> TFTPReader {
        try Data(octets).write(to: URL(filePath: path))
        let content = TFTPFile.Content.file(try OpenFile(path: path), segment: segment)
        return TFTPReader(TFTPFile(name: "initrd", stage: .initrd, content: content), TFTPDisk())
    }

    private func octets(_ range: Range<UInt64>, _ reader: inout TFTPReader) throws -> [UInt8] {
        if !reader.prepare(range) {
            let piece = try #require(reader.source?.read(reader.part(for: range)))
            reader.take(piece)
        }
        let (octets, place) = reader.octets(of: range)
        return Array(octets[place])
    }

    @Test(arguments: [(0, 4), (0, 10), (4, 4), (6, 1), (7, 3), (9, 1), (10, 0)])
    func `blocks run over the joint of an initrd and a node's own segment`(offset: UInt64, count: UInt64)
        throws
    {
        var reader = try reader([0, 1, 2, 3, 4, 5, 6], segment: [7, 8, 9])
        let octets = try octets(offset..<offset + count, &reader)
        #expect(octets == (offset..<offset + count).map { UInt8($0) })
    }

    @Test func `pieces follow each other, forwards and back again`() throws {
        let content = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
        var reader = try reader(content)
        for start in [0, 1000, 16_384, 16_000, 40_000, 49_000, 0, 48_999] {
            let end = min(start + 1468, content.count)
            #expect(try octets(UInt64(start)..<UInt64(end), &reader) == Array(content[start..<end]))
        }
        // A window that is longer than a piece is read whole.
        #expect(try octets(10..<40_000, &reader) == Array(content[10..<40_000]))
    }

    @Test func `a segment never follows less of the file than there was`() throws {
        var reader = try reader([0, 1, 2, 3], segment: [7, 8, 9])
        #expect(truncate(path, 2) == 0)
        #expect(try octets(0..<7, &reader) == [0, 1])
        #expect(try octets(4..<7, &reader) == [])
    }

    @Test func `a program is one piece`() {
        let program = TFTPFile(name: "x", stage: .chainloader, content: .octets([1, 2, 3]))
        var reader = TFTPReader(program, TFTPDisk())
        let parts: [(Range<UInt64>, [UInt8])] = [(0..<3, [1, 2, 3]), (1..<2, [2]), (3..<3, [])]
        for (range, expected) in parts {
            let isReady = reader.prepare(range)
            #expect(isReady)
            let (octets, place) = reader.octets(of: range)
            #expect(Array(octets[place]) == expected)
        }
    }
}
