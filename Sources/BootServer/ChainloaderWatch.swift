import BootModel
import BootPolicy
import NetTypes

/// Notices firmware that loads an unsigned chainloader and does not start it, as under Secure Boot.
///
/// Seen from here that is a whole transfer, then another packet of the firmware, and nothing of iPXE's in between.
/// Forgetting is harmless: one hint is lost.
struct ChainloaderWatch {
    /// Most transfers remembered; the earliest are forgotten first.
    static let capacity = 16_384
    /// How long firmware may take to its next attempt: it tries IPv6 for a minute or two before it tries HTTP.
    static let patience: Duration = .seconds(300)

    /// A chainloader that was loaded and not started.
    struct Unstarted: Hashable {
        var chainloader: Chainloader
        /// Between the end of the transfer and the firmware's next packet.
        var after: Duration
    }

    private struct Transfer {
        var chainloader: Chainloader
        var endedAt: Instant
    }

    private var transfers: [MACAddress: Transfer] = [:]

    /// How many transfers are remembered.
    var count: Int { transfers.count }

    /// What the services see of a machine's chainloader.
    enum News: Sendable {
        /// It arrived whole.
        case sent(Chainloader, MACAddress)
        /// iPXE runs: it asked for an offer or for a script.
        case started(MACAddress)
    }

    /// Takes news in.
    mutating func learn(_ news: News, at now: Instant) {
        switch news {
        case .sent(let chainloader, let mac): sent(chainloader, to: mac, at: now)
        case .started(let mac): transfers[mac] = nil
        }
    }

    /// Only unsigned UEFI programs can be refused by Secure Boot.
    private mutating func sent(_ chainloader: Chainloader, to mac: MACAddress, at now: Instant) {
        guard chainloader.loader == .ipxe, chainloader.architecture.isUEFI else { return }
        if transfers[mac] == nil, transfers.count >= Self.capacity { forgetEarlierHalf() }
        transfers[mac] = Transfer(chainloader: chainloader, endedAt: now)
    }

    /// The machine's firmware asks for an offer; the answer is what it was sent before and has not started.
    mutating func firmwareAsks(_ mac: MACAddress, at now: Instant) -> Unstarted? {
        guard let transfer = transfers.removeValue(forKey: mac), now - transfer.endedAt < Self.patience else {
            return nil
        }
        return Unstarted(chainloader: transfer.chainloader, after: now - transfer.endedAt)
    }

    private mutating func forgetEarlierHalf() {
        let times = transfers.values.map(\.endedAt).sorted()
        let median = times[times.count / 2]
        transfers = transfers.filter { $0.value.endedAt > median }
    }
}
