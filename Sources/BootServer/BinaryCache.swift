import BootPolicy
import Glibc
import NetIO

/// A directory with a Nix binary cache, as `nix copy --to file://DIR` makes one; only its own files are served.
public struct BinaryCache: Hashable, Sendable {
    /// A directory that cannot be served, in words.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    /// The directory; it may be a link itself.
    public let directory: String

    /// Checks that the directory is there and may be read.
    public init(directory: String) throws(Failure) {
        var status = stat()
        guard stat(directory, &status) == 0 else {
            throw Failure(
                description:
                    "cache.directory \(directory) cannot be used: \(String(cString: strerror(errno))); make it with nix copy --to file://\(directory) PATH, or leave cache out"
            )
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(
                description:
                    "cache.directory \(directory) is no directory; name the one that nix-cache-info is in")
        }
        guard access(directory, R_OK | X_OK) == 0 else {
            throw Failure(
                description:
                    "cache.directory \(directory) may not be read: \(String(cString: strerror(errno))); let the user that serves read it"
            )
        }
        self.directory = directory
    }

    /// Whether it says of itself that it is a cache; nix asks for that first.
    public var isFilled: Bool { (try? open(.info)) != nil }

    /// Opens one of its files; links are not followed.
    func open(_ file: CacheFile) throws(SocketError) -> OpenFile {
        try OpenFile(directory: directory, components: file.components)
    }
}

extension CacheFile {
    /// What nix calls such a file.
    var contentType: String {
        switch self {
        case .info: "text/x-nix-cache-info"
        case .path: "text/x-nix-narinfo"
        case .archive: "application/x-nix-nar"
        }
    }
}
