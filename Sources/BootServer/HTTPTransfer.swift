import BootModel
import BootPolicy
import NetTypes

/// A file on its way to a machine, for the timeline.
struct HTTPTransfer {
    var stage: BootStage
    var mac: MACAddress?
    var node: Node?
    /// What is sent, in words.
    var detail: String
    /// Octets of the body.
    var bytes: UInt64
    var startedAt: Instant
    /// The chainloader that this is, if it is one.
    var chainloader: Chainloader?
}
