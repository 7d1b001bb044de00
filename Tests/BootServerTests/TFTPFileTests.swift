import BootModel
import Foundation
import NetIO
import NetTypes
import Testing

@testable import BootServer

struct TFTPFileTests {
    @Test(arguments: [(0, 4), (0, 10), (4, 4), (6, 1), (7, 3), (9, 1), (10, 0)])
    func `blocks run over the joint of an initrd and a node's own segment`(offset: Int, count: Int) throws {
        let path = NSTemporaryDirectory() + "rackrise-\(UUID().uuidString)"
        try Data([0, 1, 2, 3, 4, 5, 6]).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let content = TFTPFile.Content.file(try OpenFile(path: path), segment: [7, 8, 9])
        let file = TFTPFile(name: "initrd", stage: .initrd, content: content)
        #expect(file.size == 10)
        let octets = file.octets(UInt64(offset)..<UInt64(offset + count))
        #expect(octets == (offset..<offset + count).map(UInt8.init))
    }

    @Test func `a segment never follows less of the file than there was`() throws {
        let path = NSTemporaryDirectory() + "rackrise-\(UUID().uuidString)"
        try Data([0, 1, 2, 3]).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let content = TFTPFile.Content.file(try OpenFile(path: path), segment: [7, 8, 9])
        try Data([0, 1]).write(to: URL(filePath: path))
        #expect(truncate(path, 2) == 0)
        let file = TFTPFile(name: "initrd", stage: .initrd, content: content)
        #expect(file.octets(0..<7) == [0, 1])
    }
}
