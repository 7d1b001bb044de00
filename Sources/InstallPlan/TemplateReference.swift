/// What a plan's text can refer to.
public enum TemplateReference: Hashable, Sendable {
    /// The node's name, `${node.name}`.
    case nodeName
    /// The node's lowest MAC address, with colons, `${node.mac}`.
    case nodeMAC
    /// The name of the profile that is installed, `${node.profile}`.
    case nodeProfile
    /// A variable of the node, `${var.NAME}`.
    case variable(String)

    /// How references are written, for messages.
    static let examples = "${node.name}, ${node.mac}, ${node.profile} or ${var.NAME}"

    /// Reads what stands between the braces.
    init?(_ text: some StringProtocol) {
        switch text {
        case "node.name": self = .nodeName
        case "node.mac": self = .nodeMAC
        case "node.profile": self = .nodeProfile
        default:
            guard text.hasPrefix("var."), text.count > 4 else { return nil }
            self = .variable(String(text.dropFirst(4)))
        }
    }

    /// The name of the shell variable that carries its value in scripts.
    ///
    /// `.` and `-` are no letters of the shell's names, and `_` alone would make `a-b` and `a.b` the same.
    var shellName: String {
        switch self {
        case .nodeName: return "rackrise_node_name"
        case .nodeMAC: return "rackrise_node_mac"
        case .nodeProfile: return "rackrise_node_profile"
        case .variable(let name):
            let letters = name.map { character in
                switch character {
                case "_": "__"
                case ".": "_d"
                case "-": "_h"
                default: String(character)
                }
            }
            return "rackrise_var_" + letters.joined()
        }
    }
}
