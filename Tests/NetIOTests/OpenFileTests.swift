import Foundation
import NetIO
import Testing

/// Files are opened as themselves, never through a link, and read by position.
@Suite final class OpenFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "rackrise-files-\(UUID().uuidString)"
    ).path

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data((0..<100).map { UInt8($0) }).write(to: URL(filePath: "\(directory)/file"))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    @Test(arguments: [(0, 100, 0, 100), (90, 50, 90, 10), (100, 1, 100, 0), (5000, 5, 5000, 0)])
    func `reads what lies at an offset, fewer octets at the end`(
        offset: UInt64, count: Int, first: Int, length: Int
    ) throws {
        let file = try OpenFile(path: "\(directory)/file")
        #expect(file.size == 100)
        let octets = file.read(offset: offset, count: count)
        #expect(octets == (first..<first + length).map { UInt8($0) })
    }

    @Test(arguments: [(0, 100), (90, 50), (100, 1), (5000, 5)])
    func `what is in memory is read at once, like what is waited for`(offset: UInt64, count: Int) throws {
        let file = try OpenFile(path: "\(directory)/file")
        let octets = file.read(offset: offset, count: count)
        #expect(file.readAtOnce(offset: offset, count: count) == octets)
    }

    @Test func `what the disk has to be asked for is not read at once, and then it is`() throws {
        let file = try OpenFile(path: "\(directory)/file")
        #expect(fsync(file.descriptor) == 0)
        #expect(posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0)
        // A file system without a disk has it all the time; the kernel knows, and is asked without reading.
        let isInMemory = try isInMemory(file)
        let first = file.readAtOnce(offset: 0, count: 100)
        let octets = file.read(offset: 0, count: 100)
        #expect(first == (isInMemory ? octets : nil))
        #expect(file.readAtOnce(offset: 0, count: 100) == octets)
    }

    /// Whether the first page of a file is in memory (mincore(2)).
    private func isInMemory(_ file: OpenFile) throws -> Bool {
        let mapped = mmap(nil, 100, PROT_READ, MAP_SHARED, file.descriptor, 0)
        try #require(mapped != MAP_FAILED)
        defer { munmap(mapped, 100) }
        var state: UInt8 = 0
        try #require(mincore(mapped, 100, &state) == 0)
        return state & 1 == 1
    }

    @Test func `a link is opened only where that is asked for`() throws {
        let link = "\(directory)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
        #expect(throws: SocketError.self) { try OpenFile(path: link) }
        #expect(try OpenFile(path: link, followingLinks: true).size == 100)
    }

    @Test func `only a regular file is served, and a FIFO makes nobody wait`() throws {
        let fifo = "\(directory)/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        for path in [directory, fifo, "/dev/null"] {
            let error = #expect(throws: SocketError.self) { try OpenFile(path: path) }
            #expect(error?.description.contains("\(path), which is not a regular file") == true)
        }
    }

    @Test func `a file that is not there says so`() {
        let error = #expect(throws: SocketError.self) { try OpenFile(path: "\(directory)/none") }
        #expect(error?.isNotFound == true)
    }

    @Test func `a file stays as it was opened while another takes its name`() throws {
        let file = try OpenFile(path: "\(directory)/file")
        try FileManager.default.removeItem(atPath: "\(directory)/file")
        try Data([1]).write(to: URL(filePath: "\(directory)/file"))
        #expect(file.read(offset: 99, count: 1) == [99])
    }
}
