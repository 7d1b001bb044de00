import BootModel
import BootPolicy
import NetTypes

/// A file on its way to a machine, for the timeline.
struct HTTPTransfer {
    var stage: BootStage
    var mac: MACAddress?
    /// The name of its node.
    var node: String?
    /// What is sent.
    var detail: BootStep.Detail
    /// Octets of the body.
    var bytes: UInt64
    var startedAt: Instant
    /// The chainloader that this is, if it is one.
    var chainloader: Chainloader?
}
