public import BootModel
import Crypto
import Glibc
import NetTypes

/// The netboot images on disk: one directory for each version, named by its content, never changed once it is there.
///
/// An import is copied into a directory beside the versions, written through to the disk, and renamed: a crash or a full
/// disk leaves no half version, and the next import removes what it did leave. One process at a time imports or
/// removes; reading needs no lock. Who refers to a version is the caller's to know and to record: it does both inside
/// the lock, so that no version goes that has just been referred to.
public struct ImageStore: Sendable {
    /// Where the versions are, such as `/var/lib/rackrise/images`; made by the first import.
    public let directory: String

    private static let stagingPrefix = ".import-"

    /// Opens a store; nothing is read yet.
    public init(directory: String) { self.directory = directory }

    /// The file of a version's part; it exists when the version was imported.
    public func path(version: String, part: ImagePart) -> String {
        "\(directory)/\(version)/\(part.rawValue)"
    }

    /// Every version that is there, in no meaningful order.
    public func versions() throws -> [String] {
        guard Directory.isDirectory(directory) else { return [] }
        return try Directory.names(in: directory).filter(ImageVersion.isName)
    }

    /// Takes what an image builder left in the directory `source`; links are followed.
    ///
    /// The kernel's arguments come from `netboot.ipxe`, or from the `init` link and `kernel-params`.
    ///
    /// - Parameters:
    ///   - progress: is called with octets copied and octets in all, about once for each megabyte.
    ///   - isReferenced: whether a version is to stay; the others are removed before the copy and at the end.
    ///   - commit: records the reference to the image, whose files are in their place.
    /// - Throws: `ImageStoreError`, `CryptoError` when OpenSSL fails, or what a closure threw; nothing is imported then.
    public func importImage(
        from source: String, options: ImportOptions = ImportOptions(),
        progress: (_ copied: UInt64, _ total: UInt64) -> Void = { _, _ in },
        isReferenced: (_ version: String) throws -> Bool = { _ in true },
        commit: (ImportedImage) throws -> Void = { _ in }
    ) throws -> ImportedImage {
        let output = try BuildOutput(directory: source, commandLine: options.commandLine)
        return try whileLocked {
            try removeAbandoned()
            // Those of an import that ended before its commit; the copy may need their space.
            try removeVersions(unless: isReferenced)
            let imported = try stage(output, options, progress)
            do {
                try commit(imported)
            } catch {
                // The commit's error says more; the next import tries again.
                try? removeVersions(unless: isReferenced)
                throw error
            }
            try removeVersions(unless: isReferenced)
            return imported
        }
    }

    /// Copies a build and makes it a version.
    private func stage(
        _ output: BuildOutput, _ options: ImportOptions, _ progress: (UInt64, UInt64) -> Void
    ) throws -> ImportedImage {
        let staging = "\(directory)/\(Self.stagingPrefix)\(Hexadecimal.text(try randomBytes(8)))"
        try Directory.make(staging)
        do {
            let staged = try ImageImport(source: output, options: options).stage(
                into: staging, progress: progress)
            let isNew = try publish(staging, as: staged.image)
            return ImportedImage(image: staged.image, warnings: staged.warnings, alreadyPresent: !isNew)
        } catch {
            // The import's error says more than a failure to clean up; the next import tries again.
            try? Directory.remove(staging)
            throw error
        }
    }

    /// Reads a version again and compares it with what was imported.
    ///
    /// - Throws: `ImageStoreError.damaged` with the file that differs.
    public func verify(_ image: NetbootImage) throws {
        for part in ImagePart.allCases {
            let path = path(version: image.version, part: part)
            guard let file = try? File(reading: path), try digest(of: file) == image.file(part) else {
                throw ImageStoreError.damaged(path: path)
            }
        }
    }

    /// Whether a version's files are there, as long as they were when they were imported; `verify` reads them too.
    public func isComplete(_ image: NetbootImage) -> Bool {
        ImagePart.allCases.allSatisfy { part in
            let size = try? File(reading: path(version: image.version, part: part)).stamp().size
            return size == image.file(part).size
        }
    }

    /// Removes what an import left that was killed, unless one is running.
    public func removeAbandonedImports() throws(ImageStoreError) {
        guard Directory.isDirectory(directory),
            try Directory.names(in: directory).contains(where: { $0.hasPrefix(Self.stagingPrefix) })
        else { return }
        // Where it is locked, it is no leftover.
        guard let lock = try lock() else { return }
        defer { lock.release() }
        try removeAbandoned()
    }

    /// Takes references away and removes the versions that have none; a boot that has their files open goes on.
    ///
    /// - Parameters:
    ///   - isReferenced: whether a version is to stay.
    ///   - commit: takes references away, before any is asked for; nothing is removed when it throws.
    public func removeVersions(
        unless isReferenced: (_ version: String) throws -> Bool, after commit: () throws -> Void
    ) throws {
        try whileLocked {
            try commit()
            try removeVersions(unless: isReferenced)
        }
    }

    private func removeVersions(unless isReferenced: (String) throws -> Bool) throws {
        for version in try versions() where try !isReferenced(version) {
            // Renamed first, so that a crash in between leaves no half version.
            let leaving = "\(directory)/\(Self.stagingPrefix)\(version)"
            try Directory.remove(leaving)
            try Directory.rename("\(directory)/\(version)", to: leaving)
            try Directory.synchronize(directory)
            try Directory.remove(leaving)
        }
    }

    /// Gives a complete directory its name, unless the version is there and sound; whether it did.
    private func publish(_ staging: String, as image: NetbootImage) throws -> Bool {
        let version = "\(directory)/\(image.version)"
        if Directory.isDirectory(version) {
            if (try? verify(image)) != nil {
                try Directory.remove(staging)
                return false
            }
            let damaged = staging + "-damaged"
            try Directory.rename(version, to: damaged)
            try Directory.rename(staging, to: version)
            try Directory.remove(damaged)
        } else {
            try Directory.rename(staging, to: version)
        }
        try Directory.synchronize(directory)
        return true
    }

    private func removeAbandoned() throws(ImageStoreError) {
        for name in try Directory.names(in: directory) where name.hasPrefix(Self.stagingPrefix) {
            try Directory.remove("\(directory)/\(name)")
        }
    }

    private func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
        try Directory.make(directory)
        guard let lock = try lock() else { throw ImageStoreError.busy }
        defer { lock.release() }
        return try body()
    }

    /// Takes the store's lock; nil when another process has it.
    private func lock() throws(ImageStoreError) -> DirectoryLock? {
        if let lock = DirectoryLock(directory, waits: false) { return lock }
        let error = errno
        guard error == EWOULDBLOCK else { throw .system(action: "lock \(directory)", errno: error) }
        return nil
    }

    private func digest(of file: borrowing File) throws -> ImageFile {
        var hasher = try SHA256Hasher()
        var size: UInt64 = 0
        while true {
            let octets = try file.read(at: size, count: Self.verifyChunk)
            guard !octets.isEmpty else { break }
            try hasher.update(octets)
            size += UInt64(octets.count)
        }
        return ImageFile(sha256: Hexadecimal.text(try hasher.finish()), size: size)
    }

    private static let verifyChunk = 1 << 20
}
