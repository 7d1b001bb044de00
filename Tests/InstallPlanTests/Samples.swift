import BootModel
import InstallPlan
import NetTypes

extension PlanValues {
    /// A node with these variables.
    static func sample(_ variables: [String: String] = [:]) -> PlanValues {
        let node = Node(
            name: "rack1-01",
            macs: [MACAddress(rawValue: 0x5254_0000_0002), MACAddress(rawValue: 0x5254_0000_0001)],
            profile: "worker", variables: variables)
        return PlanValues(node: node, profile: "worker")
    }
}

extension InstallPlan {
    /// A plan without a mistake.
    static let sample = InstallPlan(
        system: Template("/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-a"))
}
