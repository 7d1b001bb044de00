import BootModel
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
}
