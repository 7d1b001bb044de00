import BootModel
import NetTypes

/// What a transfer sends, and to whom.
struct TFTPFile {
    /// The file's name for the timeline.
    var name: String
    /// The content.
    var octets: [UInt8]
    /// The machine, where it is known.
    var mac: MACAddress?
    /// Its node.
    var node: Node?
}
