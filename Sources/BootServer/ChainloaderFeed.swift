import NetIO
import NetTypes
import Synchronization

/// Brings what the loops see of chainloaders together.
final class ChainloaderFeed: Sendable {
    // Held for one look into a dictionary: handing every script's news to another queue would cost a change of threads.
    private let watch = Mutex(ChainloaderWatch())

    /// Takes news in.
    func learn(_ news: ChainloaderWatch.News) {
        watch.withLock { $0.learn(news, at: MonotonicClock.now()) }
    }

    /// A firmware asks for an offer; the answer is what it was sent before and has not started.
    func firmwareAsks(_ mac: MACAddress, at now: Instant) -> ChainloaderWatch.Unstarted? {
        watch.withLock { $0.firmwareAsks(mac, at: now) }
    }
}
