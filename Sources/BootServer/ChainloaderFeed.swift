import NetIO
import NetTypes

/// Brings what the loops see of chainloaders together.
@NetLoop
final class ChainloaderFeed {
    private var watch = ChainloaderWatch()

    nonisolated init() {}

    /// Takes news in, on the network loop itself.
    func learn(_ news: ChainloaderWatch.News) { watch.learn(news, at: MonotonicClock.now()) }

    /// Takes news in from another loop.
    nonisolated func post(_ news: ChainloaderWatch.News) {
        NetLoop.executor.perform { NetLoop.assumeIsolated { self.learn(news) } }
    }

    /// A firmware asks for an offer; the answer is what it was sent before and has not started.
    func firmwareAsks(_ mac: MACAddress) -> ChainloaderWatch.Unstarted? {
        watch.firmwareAsks(mac, at: MonotonicClock.now())
    }
}
