import BootModel
import NetTypes

extension Node {
    /// What a list says about this node in one field.
    func listWords(_ field: NodeListField) -> [String] {
        switch field {
        case .mac: macs.map(\.description)
        case .name: [name]
        case .profile: [profile]
        case .boot: [boot.rawValue]
        case .also: otherProfiles
        case .state: [state.rawValue]
        case .localBoot: [localBoot.rawValue]
        case .loader: [loader.rawValue]
        }
    }
}
