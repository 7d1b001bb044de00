import BootPolicy
import Crypto
import HTTP
import Initramfs
import NetTypes
import Testing

@testable import BootServer

struct NodeSegmentTests {
    private let file = NodeFile(
        name: "w1", mac: MACAddress(rawValue: 0x5254_0012_3456), profile: "worker",
        variables: ["rack": "r1/\"3\"", "cmdline": "debug"])
    private let server = "http://10.0.0.1:8080"
    private let json =
        #"{"mac":"52:54:00:12:34:56","name":"w1","profile":"worker","server":"http://10.0.0.1:8080","variables":{"cmdline":"debug","rack":"r1/\"3\""}}"#
        + "\n"

    @Test(arguments: [0, 1, 2, 3], ["1.1.1.1", "10.0.0.1", "192.168.77.1", "192.168.177.199"])
    func `how long it may be is known without the server's address`(size: UInt64, address: String) throws {
        let segment = try NodeSegment(file, server: "http://\(address):8080", after: size)
        let lengths = try #require(file.segmentLengths(after: size, httpPort: 8080))
        #expect(lengths.contains(UInt64(segment.octets.count)))
        #expect(lengths.count <= 9)
    }

    @Test(arguments: 0...8)
    func `the archive starts at a multiple of four behind an initrd of any length`(odd: Int) throws {
        // Zeros behind an archive are padding, so every length is a possible one.
        var writer = CPIOWriter()
        try writer.addFile("a", content: [])
        let initrd = writer.finished() + [UInt8](repeating: 0, count: odd)
        let segment = try NodeSegment(file, server: server, after: UInt64(initrd.count))
        let whole = initrd + segment.octets
        let layout = try InitramfsLayout(whole)

        #expect(layout.segments.map { $0.offset % 4 } == [0, 0])
        #expect(layout.segments.last?.entries.map(\.path) == ["rackrise", "rackrise/node.json"])
        let entry = try #require(layout.segments.last?.entries.last)
        let content = whole.dropFirst(Int(entry.contentOffset)).prefix(Int(entry.size))
        #expect(String(decoding: content, as: UTF8.self) == json)
    }

    @Test(arguments: 0...3)
    func `an installer's also has what lets us in, and its hook has all it looks for`(odd: Int) throws {
        let initrd = [UInt8](repeating: 0, count: 512 + odd)
        let access = try InstallerAccess(
            publicKey: "ssh-ed25519 AAAA rackrise", node: "w1", key: HMACKey([UInt8](repeating: 1, count: 32))
        )
        let whole = try initrd + NodeSegment(file, access, server: server, after: UInt64(initrd.count)).octets
        let entries = try #require(InitramfsLayout(whole).segments.last?.entries)
        let contents = Dictionary(
            uniqueKeysWithValues: entries.map { entry in
                let octets = whole.dropFirst(Int(entry.contentOffset)).prefix(Int(entry.size))
                return (entry.path, String(decoding: octets, as: UTF8.self))
            })
        #expect(
            entries.map(\.path) == [
                "rackrise", "rackrise/node.json", "ssh", "ssh/authorized_keys", "ssh/ssh_host_rackrise.pub",
                "node.json", "machine-id",
            ])
        #expect(contents["ssh/authorized_keys"] == "ssh-ed25519 AAAA rackrise\n")
        #expect(contents["ssh/ssh_host_rackrise.pub"] == "ssh-ed25519 AAAA rackrise\n")
        #expect(contents["node.json"] == json && contents["rackrise/node.json"] == json)
        #expect(contents["machine-id"]?.wholeMatch(of: /[0-9a-f]{32}\n/) != nil)
        #expect(entries.first { $0.path == "ssh/authorized_keys" }.map { $0.mode & 0o777 } == 0o600)
    }

    @Test func `a machine keeps its identity, and no other has it`() throws {
        func identity(_ node: String, _ octet: UInt8) throws -> String {
            try InstallerAccess(
                publicKey: "k", node: node, key: HMACKey([UInt8](repeating: octet, count: 32))
            )
            .machineID
        }
        #expect(try identity("w1", 1) == identity("w1", 1))
        #expect(try Set([identity("w1", 1), identity("w2", 1), identity("w1", 2)]).count == 3)
    }

    @Test func `the tag changes with the initrd and with what the node is told`() throws {
        var other = file
        other.variables["rack"] = "r2"
        let segment = try NodeSegment(file, server: server, after: 7)
        let tag = try segment.entityTag(initrd: "abc")
        #expect(try segment.entityTag(initrd: "abc") == tag)
        #expect(try segment.entityTag(initrd: "abd") != tag)
        #expect(try NodeSegment(other, server: server, after: 7).entityTag(initrd: "abc") != tag)
        #expect(
            try NodeSegment(file, server: "http://10.0.1.1:8080", after: 7).entityTag(initrd: "abc") != tag)
    }
}
