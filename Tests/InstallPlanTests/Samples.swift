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

/// SplitMix64: the same numbers for the same seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
