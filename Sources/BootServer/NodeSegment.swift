public import BootPolicy
import Crypto
import Foundation
import HTTP
import Initramfs
import NetTypes

/// A machine's own end of its initrd: padding, then a cpio archive with `/rackrise/node.json`.
///
/// An installer's also has what nixos-images' netboot installer takes over into the running system: our key in
/// `/ssh/authorized_keys`, `/node.json` and `/machine-id`. Its hook stops before the last unless some `ssh_host_*` is
/// there, so a copy of our public key stands in for one.
struct NodeSegment {
    /// The padding and the archive, to be sent right behind the initrd.
    let octets: [UInt8]

    /// The file as JSON; its keys are stable and sorted, so that equal content gives equal octets.
    private struct Document: Encodable {
        let name: String
        let mac: String
        let profile: String
        let server: String
        let variables: [String: String]
    }

    /// Writes the segment that follows an initrd of `size` octets; `server` is the base of our URLs.
    ///
    /// Linux skips an uncompressed archive that does not start at a multiple of four, and zeros before one do no harm
    /// (`init/initramfs.c`), whatever the initrd is packed with.
    init(_ file: NodeFile, _ access: InstallerAccess? = nil, server: String, after size: UInt64) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document =
            try encoder.encode(
                Document(
                    name: file.name, mac: file.mac.description, profile: file.profile, server: server,
                    variables: file.variables))
            + [UInt8(ascii: "\n")]
        var archive = CPIOWriter()
        try archive.addDirectory("rackrise")
        try archive.addFile("rackrise/node.json", content: document)
        if let access {
            let line = Array("\(access.publicKey)\n".utf8)
            try archive.addDirectory("ssh", permissions: 0o700)
            try archive.addFile("ssh/authorized_keys", content: line, permissions: 0o600)
            try archive.addFile("ssh/ssh_host_rackrise.pub", content: line)
            try archive.addFile("node.json", content: document)
            try archive.addFile(
                "machine-id", content: Array("\(access.machineID)\n".utf8), permissions: 0o444)
        }
        octets = [UInt8](repeating: 0, count: Int((4 - size % 4) % 4)) + archive.finished()
    }

    /// The tag of an initrd with this digest and the segment behind it.
    func entityTag(initrd digest: String) throws -> EntityTag? {
        EntityTag("\(digest)-\(try SHA256.hex(of: octets))")
    }
}

extension NodeFile {
    /// How long the segment behind an initrd of `size` octets may be: it names the server, by an address of 7 to 15
    /// characters.
    ///
    /// - Returns: nil for an installer's, which depends on keys of the server too.
    public func segmentLengths(after size: UInt64, httpPort: UInt16) -> ClosedRange<UInt64>? {
        guard !isInstaller else { return nil }
        let lengths = ["0.0.0.0", "255.255.255.255"].compactMap { address in
            (try? NodeSegment(self, server: "http://\(address):\(httpPort)", after: size))
                .map { UInt64($0.octets.count) }
        }
        return lengths.count == 2 ? lengths[0]...lengths[1] : nil
    }
}
