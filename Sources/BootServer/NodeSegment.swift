import BootPolicy
import Crypto
import Foundation
import HTTP
import Initramfs
import NetTypes

/// A machine's own end of its initrd: padding, then a cpio archive with `/rackrise/node.json`.
struct NodeSegment {
    /// The padding and the archive, to be sent right behind the initrd.
    let octets: [UInt8]

    /// The file as JSON; its keys are stable and sorted, so that equal content gives equal octets.
    private struct Document: Encodable {
        let name: String
        let mac: String
        let profile: String
        let variables: [String: String]
    }

    /// Writes the segment that follows an initrd of `size` octets.
    ///
    /// Linux skips an uncompressed archive that does not start at a multiple of four, and zeros before one do no harm
    /// (`init/initramfs.c`), whatever the initrd is packed with.
    init(_ file: NodeFile, after size: UInt64) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = try encoder.encode(
            Document(
                name: file.name, mac: file.mac.description, profile: file.profile, variables: file.variables))
        var archive = CPIOWriter()
        try archive.addDirectory("rackrise")
        try archive.addFile("rackrise/node.json", content: document + [UInt8(ascii: "\n")])
        octets = [UInt8](repeating: 0, count: Int((4 - size % 4) % 4)) + archive.finished()
    }

    /// The tag of an initrd with this digest and the segment behind it.
    func entityTag(initrd digest: String) throws -> EntityTag? {
        EntityTag("\(digest)-\(try SHA256.hex(of: octets))")
    }
}
