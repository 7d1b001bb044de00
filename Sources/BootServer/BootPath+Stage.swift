import BootModel
import BootPolicy

extension BootPath {
    /// The step of a machine's timeline that a request for this path belongs to.
    var stage: BootStage {
        switch self {
        case .health, .chainloader: .chainloader
        case .autoexec, .script, .grub, .netbootScript: .script
        case .cache, .phoneHome: .install
        case .image(_, _, _, .kernel): .kernel
        case .image(_, _, _, .initrd): .initrd
        }
    }
}
