import BootPolicy
import HTTP
import Initramfs
import NetTypes
import Testing

@testable import BootServer

struct NodeSegmentTests {
    private let file = NodeFile(
        name: "w1", mac: MACAddress(rawValue: 0x5254_0012_3456), profile: "worker",
        variables: ["rack": "r1/\"3\"", "cmdline": "debug"])
    private let json =
        #"{"mac":"52:54:00:12:34:56","name":"w1","profile":"worker","variables":{"cmdline":"debug","rack":"r1/\"3\""}}"#
        + "\n"

    @Test(arguments: 0...8)
    func `the archive starts at a multiple of four behind an initrd of any length`(odd: Int) throws {
        // Zeros behind an archive are padding, so every length is a possible one.
        var writer = CPIOWriter()
        try writer.addFile("a", content: [])
        let initrd = writer.finished() + [UInt8](repeating: 0, count: odd)
        let segment = try NodeSegment(file, after: UInt64(initrd.count))
        let whole = initrd + segment.octets
        let layout = try InitramfsLayout(whole)

        #expect(layout.segments.map { $0.offset % 4 } == [0, 0])
        #expect(layout.segments.last?.entries.map(\.path) == ["rackrise", "rackrise/node.json"])
        let entry = try #require(layout.segments.last?.entries.last)
        let content = whole.dropFirst(Int(entry.contentOffset)).prefix(Int(entry.size))
        #expect(String(decoding: content, as: UTF8.self) == json)
    }

    @Test func `the tag changes with the initrd and with what the node is told`() throws {
        var other = file
        other.variables["rack"] = "r2"
        let segment = try NodeSegment(file, after: 7)
        let tag = try segment.entityTag(initrd: "abc")
        #expect(try segment.entityTag(initrd: "abc") == tag)
        #expect(try segment.entityTag(initrd: "abd") != tag)
        #expect(try NodeSegment(other, after: 7).entityTag(initrd: "abc") != tag)
    }
}
