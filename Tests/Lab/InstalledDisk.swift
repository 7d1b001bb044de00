import Commands
import Foundation

/// The root file system that an install made on a machine's disk, read while the machine is off.
public struct InstalledDisk: Sendable {
    /// A file on it.
    public struct File: Sendable, Hashable {
        /// What is in it.
        public let content: String
        /// Its permissions in octal digits.
        public let mode: String

        /// Describes a file.
        public init(content: String, mode: String) {
            self.content = content
            self.mode = mode
        }
    }

    private let path: String

    /// Looks at a disk that the machine itself has written.
    public init(_ disk: VirtualMachine.Disk?) throws {
        guard case .kept(let path) = disk else { throw LabError("no machine writes to this disk") }
        self.path = path
    }

    /// Reads a file.
    public func file(_ name: String) async throws -> File {
        // The root is the last partition; a sector has 512 octets.
        let table = try await Command("sfdisk", ["-d", path]).run()
        guard let start = table.matches(of: /start= *(\d+)/).last.flatMap({ Int($0.output.1) }) else {
            throw LabError("\(path) has no partitions", evidence: table)
        }
        let root = "\(path)?offset=\(start * 512)"
        let status = try await Command("debugfs", ["-R", "stat \(name)", root]).run()
        guard let mode = status.firstMatch(of: /Mode: +(\d+)/)?.output.1 else {
            throw LabError("the disk has no \(name)", evidence: status)
        }
        return File(
            content: try await Command("debugfs", ["-R", "cat \(name)", root]).run(), mode: String(mode))
    }
}
