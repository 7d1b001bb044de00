/// Phases of an install that end only when a test lets them.
///
/// A script in each waits for a host that answers to an address of the phase's own; letting the phase go on gives the
/// bench's neighbour that address. So what a test does to a phase happens while it is open, however slow anything is.
public struct HeldPhases: Sendable {
    private let names: [String]

    /// Describes phases after `wait-for-ssh`, which runs no scripts.
    public init(_ names: [String]) { self.names = names }

    /// The plan's section about them.
    public var section: String {
        let lines = names.map { name in
            // After reboot there is nothing that could wait.
            let when = name == "reboot" ? "before" : "after"
            let script = "until ping -q -c 1 -W 1 \(address(of: name)); do sleep 0.2; done"
            return "  \(name): { timeout: 10m, \(when): [\"\(script)\"] }"
        }
        return (["phases:"] + lines).joined(separator: "\n")
    }

    /// Lets a phase go on.
    public func release(_ name: String, on bench: Bench) async throws {
        try await bench.neighbour.ip(["address", "add", "\(address(of: name))/24", "dev", "eth0"])
    }

    /// An address that is never leased.
    private func address(of name: String) -> String {
        "192.168.77.\(200 + (names.firstIndex(of: name) ?? names.count))"
    }
}
