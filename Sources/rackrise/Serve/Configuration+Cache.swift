import BootServer
import OperatorFiles

extension Configuration {
    /// The binary cache to serve, checked; nil for none.
    func binaryCache() throws -> BinaryCache? {
        guard let directory = cache.directory else { return nil }
        do throws(BinaryCache.Failure) {
            return try BinaryCache(directory: directory)
        } catch {
            throw CommandError.failed(error.description)
        }
    }
}

extension BinaryCache {
    /// What an operator is told of a directory that is no cache yet.
    var emptyNotice: String {
        "cache.directory \(directory) has no nix-cache-info that can be read; nix copy --to file://\(directory) PATH makes it"
    }
}
