import BootModel
import BootPolicy
import NetIO
import NetTypes

/// What a transfer sends, and to whom.
struct TFTPFile {
    /// Where the content is.
    enum Content {
        /// In memory: programs and scripts.
        case octets([UInt8])
        /// On the disk: kernels and initrds, and what a node is told behind its initrd.
        case file(OpenFile, segment: [UInt8])
    }

    /// What is sent, in words for the timeline.
    var name: String
    /// The step it belongs to.
    var stage: BootStage
    /// The content.
    var content: Content
    /// The machine, where it is known.
    var mac: MACAddress?
    /// Its node's name.
    var node: String?
    /// The chainloader that this is, if it is one.
    var chainloader: Chainloader?

    /// Length in octets.
    var size: UInt64 {
        switch content {
        case .octets(let octets): UInt64(octets.count)
        case .file(let file, let segment): file.size + UInt64(segment.count)
        }
    }
}
