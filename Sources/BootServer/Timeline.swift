import BootModel
import BootPolicy
import Logging
import NetIO
import NetTypes

/// Writes the steps that one loop sees to the machines' timelines; whoever takes them from the recorder logs them.
struct Timeline {
    let recorder: EventRecorder
    private let logger: Logger
    private var limiter = RefusalLimiter()
    private var ignoredCount: UInt64 = 0
    private var ignoredLogAt: Instant?

    init(recorder: EventRecorder, logger: Logger) {
        self.recorder = recorder
        self.logger = logger
    }

    /// A step that went well, or a transfer that broke off.
    func record(
        _ stage: BootStage, _ outcome: BootEvent.Outcome, mac: MACAddress?, node: String?,
        _ detail: BootStep.Detail, address: IPv4Address? = nil, bytes: UInt64? = nil, took: Duration? = nil
    ) {
        let kind = BootStep.Kind(
            mac: mac, address: address, stage: stage, outcome: outcome, detail: detail)
        recorder.record(
            BootStep(
                kind, time: Self.now(), node: node, bytes: bytes,
                milliseconds: took.map(Self.milliseconds)))
    }

    /// A request that policy refused; repeats are left out.
    mutating func refuse(
        _ stage: BootStage, mac: MACAddress?, _ decision: Decision, firmware: Firmware? = nil,
        address: IPv4Address? = nil
    ) {
        let reason = decision.reason
        let key = "\(stage.rawValue) \(reason.code.rawValue) \(mac == nil ? address?.description ?? "" : "")"
        let isNews = limiter.admits(
            mac, key, isListed: decision.node != nil, at: MonotonicClock.now())
        guard isNews else { return }
        record(stage, .refused, mac: mac, node: decision.node?.name, .sentence(reason.text), address: address)
        guard reason.code == .unknownMachine, let mac else { return }
        let now = Self.now()
        recorder.record(
            Sighting(
                mac: mac, firstSeen: now, lastSeen: now, count: 1, firmware: firmware?.description ?? "",
                reason: reason.text))
    }

    /// A TFTP request for a file that is never offered; repeats are left out, under whichever name.
    mutating func miss(_ name: String, mac: MACAddress?, node: Shared<Node>?, address: IPv4Address) {
        let key = "no such file \(mac == nil ? address.description : "")"
        guard limiter.admits(mac, key, isListed: node != nil, at: MonotonicClock.now()) else { return }
        record(
            .chainloader, .warning, mac: mac, node: node?.name,
            .sentence(
                "asked for \(Self.shown(name)), which is not ours: look at the DHCP server's boot file (option 67)"
            ),
            address: address)
    }

    /// A request of an unknown machine where these are only counted; the log has the count once a minute.
    mutating func countIgnored() {
        ignoredCount += 1
        let now = MonotonicClock.now()
        if let ignoredLogAt, now < ignoredLogAt { return }
        ignoredLogAt = now + .seconds(60)
        logger.info(
            "requests of unknown machines ignored since the start", metadata: ["count": "\(ignoredCount)"])
    }

    /// The longest name that is shown, in characters.
    private static let shownNameLength = 64

    /// A name that a machine made up, in printable ASCII and not too long.
    private static func shown(_ name: String) -> String {
        var shown = String(
            name.unicodeScalars.prefix(shownNameLength).map { scalar in
                (0x20..<0x7F).contains(scalar.value) ? Character(scalar) : "?"
            })
        if name.unicodeScalars.count > shownNameLength { shown += "…" }
        return shown
    }

    private static func now() -> WallClock { WallClock(milliseconds: MonotonicClock.unixMilliseconds()) }

    private static func milliseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(max(0, seconds)) * 1000 + UInt64(max(0, attoseconds) / 1_000_000_000_000_000)
    }
}
