import BootModel
public import NetTypes

/// The proof that the machine behind an address is the node, in this boot, running from RAM.
///
/// It precedes everything that writes: a stale address would lead to another machine.
public struct Gate: Hashable, Sendable {
    /// A UUID that the machine should have, and who says so.
    public enum ExpectedUUID: Hashable, Sendable {
        /// The operator recorded it: a mismatch stops the job.
        case recorded(GUID)
        /// DHCP carried it: firmware sends garbage at times, so a mismatch is a warning.
        case heard(GUID)
    }

    /// The kernel argument that carries a boot's token.
    public static let tokenArgument = PendingInstall.tokenArgument

    /// The node's addresses.
    public var macs: [MACAddress]
    /// This boot's token.
    public var token: String
    /// The machine's UUID, where one is known.
    public var uuid: ExpectedUUID?

    /// Describes what the machine must be.
    public init(macs: [MACAddress], token: String, uuid: ExpectedUUID? = nil) {
        self.macs = macs
        self.token = token
        self.uuid = uuid
    }

    /// Lets the machine pass.
    ///
    /// - Returns: What is odd and does not stop the job, in words for the timeline.
    /// - Throws: What is wrong, the weightiest first.
    public func check(_ facts: GateFacts) throws(InstallFailure) -> [String] {
        let identities = facts.interfaces.compactMap(\.identity)
        guard identities.contains(where: macs.contains) else {
            let seen = facts.interfaces.map { "\($0.name) \($0.identity?.description ?? "virtual")" }
            throw InstallFailure(
                .gateMACMismatch,
                "the node has \(list(macs.map(\.description))), the machine has \(list(seen))")
        }
        try checkToken(facts.commandLine)
        guard Self.isInRAM(facts) else {
            let below = facts.overlayFileSystem.map { " on \($0)" } ?? ""
            throw InstallFailure(.gateRootOnDisk, "its root file system is \(facts.rootFileSystem)\(below)")
        }
        return try checkUUID(facts.uuid)
    }

    private func checkToken(_ commandLine: String) throws(InstallFailure) {
        let prefix = Self.tokenArgument + "="
        let tokens = commandLine.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix(prefix) }
            .map { $0.dropFirst(prefix.count) }
        guard !tokens.isEmpty else {
            throw InstallFailure(.gateTokenMismatch, "its command line carries no \(Self.tokenArgument)")
        }
        // The token itself stays out of timelines.
        guard tokens.allSatisfy({ $0 == token }) else {
            throw InstallFailure(
                .gateTokenMismatch, "its command line carries the \(Self.tokenArgument) of another boot")
        }
    }

    private static func isInRAM(_ facts: GateFacts) -> Bool {
        let inRAM: Set<String> = ["rootfs", "ramfs", "tmpfs"]
        guard facts.rootFileSystem == "overlay" else { return inRAM.contains(facts.rootFileSystem) }
        return facts.overlayFileSystem.map(inRAM.contains) ?? false
    }

    private func checkUUID(_ seen: GUID?) throws(InstallFailure) -> [String] {
        let seen = seen.flatMap { $0.isUnset ? nil : $0 }
        let text = seen?.description ?? "none"
        switch uuid {
        case nil: return []
        case .recorded(let expected):
            guard let seen, expected.matchesInEitherOrder(seen) else {
                throw InstallFailure(
                    .gateUUIDMismatch, "the node's uuid is \(expected), the machine's is \(text)")
            }
            return []
        case .heard(let expected):
            if expected.isUnset || seen.map(expected.matchesInEitherOrder) ?? false { return [] }
            return ["the UUID in DHCP was \(expected), the machine's is \(text)"]
        }
    }

    private func list(_ words: [String]) -> String {
        words.isEmpty ? "none" : words.joined(separator: ", ")
    }
}
