import BootModel
import NetTypes

extension Node {
    /// What a list says about this node in one field.
    func listWords(_ field: NodeListField) -> [String] {
        switch field {
        case .mac: macs.map(\.description)
        case .name: [name]
        case .profile: [profile]
        // An arming is once; a list that is read again, perhaps as a backup, must not install a machine anew.
        case .boot: [(boot == .install ? .local : boot).rawValue]
        case .also: otherProfiles
        case .state: [state.rawValue]
        case .localBoot: [localBoot.rawValue]
        case .loader: [loader.rawValue]
        }
    }
}
