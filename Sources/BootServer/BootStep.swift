public import BootModel
import BootPolicy
import NetTypes

/// A step of a machine's boot as a loop sees it; whoever writes it down puts it into words.
public struct BootStep: Sendable {
    /// What makes two steps the same, but for their time and size.
    public struct Kind: Hashable, Sendable {
        /// Which machine, where its address is known.
        let mac: MACAddress?
        /// Where the request came from; nil for machines without an address yet.
        let address: IPv4Address?
        /// The stage.
        let stage: BootStage
        /// How it ended.
        var outcome: BootEvent.Outcome
        /// What happened.
        var detail: Detail
    }

    /// What happened, as values.
    enum Detail: Hashable {
        case sentence(String)
        /// A chainloader or, without one, a script was offered.
        case offer(Firmware, chainloader: String?, Reason)
        /// A script that came of this answer was sent, of an install's job where it begins a boot of one.
        indirect case script(Decision.Answer, job: Int64?, Reason)
        /// An answer could not be sent.
        case unsent(to: IPv4Endpoint)
    }

    /// What the step is.
    public private(set) var kind: Kind
    private let time: WallClock
    private let node: String?
    private let bytes: UInt64?
    private let milliseconds: UInt64?

    init(
        _ kind: Kind, time: WallClock, node: String?, bytes: UInt64? = nil, milliseconds: UInt64? = nil
    ) {
        self.kind = kind
        self.time = time
        self.node = node
        self.bytes = bytes
        self.milliseconds = milliseconds
    }

    /// The step of an event that is in words already.
    public init(_ event: BootEvent) {
        self.init(
            Kind(
                mac: event.mac, address: event.address, stage: event.stage, outcome: event.outcome,
                detail: .sentence(event.detail)),
            time: event.time, node: event.node, bytes: event.bytes, milliseconds: event.milliseconds)
    }

    /// The same step, had it failed.
    func failed(_ detail: Detail) -> BootStep {
        var step = self
        step.kind.outcome = .failed
        step.kind.detail = detail
        return step
    }

    /// The step in words, and how many more times it was taken.
    func event(repeated count: Int) -> BootEvent {
        var detail = kind.detail.description
        if count > 0 { detail += count == 1 ? " (and once more)" : " (and \(count) times more)" }
        return BootEvent(
            time: time, mac: kind.mac, node: node, stage: kind.stage, outcome: kind.outcome, detail: detail,
            address: kind.address, bytes: bytes, milliseconds: milliseconds)
    }
}

extension BootStep.Detail: CustomStringConvertible {
    var description: String {
        switch self {
        case .sentence(let sentence): sentence
        case .offer(let firmware, let chainloader, let reason):
            "\(firmware) is offered \(Self.words(for: chainloader, firmware)): \(reason)"
        case .script(let answer, let job, let reason): Self.words(for: answer, job, reason)
        case .unsent(let destination):
            "the answer to \(destination) could not be sent: is there a route to it?"
        }
    }

    /// What is offered, without the token, which is long and says nothing to people.
    private static func words(for chainloader: String?, _ firmware: Firmware) -> String {
        guard let chainloader else { return "its script" }
        return "\(chainloader) by \(firmware.kind == .httpBoot ? "HTTP" : "TFTP")"
    }

    /// What a script does.
    private static func words(for answer: Decision.Answer, _ job: Int64?, _ reason: Reason) -> String {
        switch answer {
        case .scriptURL: "autoexec.ipxe, leads to its script"
        case .bootImage(let profile, let image, _):
            (job.map { "boots the installer of job \($0)," } ?? "boots")
                + " profile \(profile), version \(image.version.prefix(12))"
        case .menu(let menu):
            "menu of \(menu.entries.count) entries\(menu.timeout.map { ", waits \($0)" } ?? "")"
        case .localDisk: "boots the local disk: \(reason)"
        default: "says why not: \(reason)"
        }
    }
}

extension BootStep.Kind {
    /// Adds what tells most steps apart and is soon gone through.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(mac)
        hasher.combine(address)
        switch detail {
        // One machine may have made up many of these within a batch.
        case .sentence(let sentence): hasher.combine(sentence)
        case .script(_, _, let reason): hasher.combine(reason.text)
        case .offer(let firmware, _, _): hasher.combine(firmware.client)
        case .unsent(let destination): hasher.combine(destination)
        }
    }
}
