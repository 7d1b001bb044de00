import BootPolicy
import BootServer
import OperatorFiles

extension Configuration {
    /// The chainloaders to serve, of which there must be one at least.
    func chainloaderLibrary() throws -> ChainloaderLibrary {
        let library = ChainloaderLibrary(directories: chainloaders.directories)
        guard !library.table.all.isEmpty else {
            throw CommandError.failed(
                "no chainloader in \(chainloaders.directories.joined(separator: ", ")): install Debian's ipxe package, or set chainloaders.directories"
            )
        }
        return library
    }
}
