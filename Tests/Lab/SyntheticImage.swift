import Foundation
import SeededRandom

/// What an image builder leaves, made of noise behind true headers: enough for import and download, not for booting.
public struct SyntheticImage: Sendable {
    /// The builder's directory.
    public let directory: String
    /// SHA-256 of the kernel.
    public let kernelDigest: String
    /// SHA-256 of the initrd.
    public let initrdDigest: String

    private static let noiseBlock = 65_536

    /// Builds one in `directory`, which must not exist.
    ///
    /// - Parameters:
    ///   - seed: Images of different seeds differ.
    ///   - kernelSize: Octets of the kernel, at least 1024.
    ///   - initrdSize: Octets of the initrd.
    public init(in directory: String, seed: UInt64, kernelSize: Int = 100_000, initrdSize: Int = 200_000)
        async throws
    {
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var kernel = Self.noise(count: kernelSize, seed: seed)
        // The marks of an x86 kernel with boot protocol 2.15 and a command line of 2047.
        kernel.replaceSubrange(
            0x1FE..<0x208, with: [0x55, 0xAA, 0xEB, 0x66] + Array("HdrS".utf8) + [0x0F, 0x02])
        kernel.replaceSubrange(0x238..<0x23C, with: [0xFF, 0x07, 0, 0])
        // The magic of Zstandard.
        let initrd = [0x28, 0xB5, 0x2F, 0xFD] + Self.noise(count: initrdSize, seed: ~seed)
        let script = "#!ipxe\nkernel bzImage rdinit=/init seed=\(seed) initrd=initrd\ninitrd initrd\nboot\n"
        for (name, octets) in [("bzImage", kernel), ("initrd", initrd), ("netboot.ipxe", Array(script.utf8))]
        {
            try Data(octets).write(to: URL(filePath: "\(directory)/\(name)"))
        }
        kernelDigest = try await ClientHost.digest(ofFile: "\(directory)/bzImage")
        initrdDigest = try await ClientHost.digest(ofFile: "\(directory)/initrd")
    }

    /// The same octets for the same seed.
    ///
    /// A block is repeated, since a test's time is worth more.
    private static func noise(count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var octets: [UInt8] = []
        while octets.count < min(count, noiseBlock) {
            withUnsafeBytes(of: generator.next()) { octets += $0 }
        }
        let block = Data(octets)
        var noise = Data(capacity: count + block.count)
        while noise.count < count { noise += block }
        return Array(noise.prefix(count))
    }
}
