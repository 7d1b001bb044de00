import BootModel
import NetIO
import NetTypes
import Synchronization

/// Has the kernel read the images of machines that begin to boot, so that the first of a rack does not wait for the disk.
///
/// The kernel starts such reads before it returns, which may take as long as the disk's queue is full; so they are
/// asked for on a thread of their own, where no packet waits.
final class ImageReadAhead: Sendable {
    /// How long an image counts as read: a rack that is switched on asks once.
    static let interval: Duration = .seconds(60)
    /// Most versions remembered; beyond it all are forgotten, which costs one needless look at the page cache each.
    static let capacity = 256

    private let executor = LoopExecutor(label: "rackrise.read-ahead")
    // Held for one look into a dictionary.
    private let lastRead = Mutex<[String: Instant]>([:])

    /// Begins to read kernel and initrd, unless that was done a moment ago.
    func begin(_ image: NetbootImage, of state: ServerState, at now: Instant) {
        guard isDue(image.version, at: now) else { return }
        executor.perform {
            for part in ImagePart.allCases {
                // A file that cannot be opened is reported when a machine asks for it.
                guard let file = try? state.open(image, part) else { continue }
                file.readAhead()
            }
        }
    }

    /// Whether a version was not read within the interval; it counts as read from now on.
    func isDue(_ version: String, at now: Instant) -> Bool {
        lastRead.withLock { lastRead in
            if let last = lastRead[version], now - last < Self.interval { return false }
            if lastRead.count >= Self.capacity { lastRead.removeAll() }
            lastRead[version] = now
            return true
        }
    }
}
