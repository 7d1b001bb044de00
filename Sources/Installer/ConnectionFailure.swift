import InstallPlan

/// Why there is no session with a machine, or no longer.
enum ConnectionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody answers at the address, or not with SSH.
    case unreachable(String)
    /// The session broke off before the script had ended.
    case lost(String)
    /// The machine answers and something about it is wrong.
    case refused(InstallFailure)

    /// What was seen.
    var description: String {
        switch self {
        case .unreachable(let text), .lost(let text): text
        case .refused(let failure): failure.description
        }
    }

    /// Reads the words of OpenSSH, or of the program that was to make us root, for a script that never began.
    init(beforeScript errors: String, status: Int32, endpoint: SSHEndpoint) {
        let lines = errors.split(separator: "\n").map(SeenText.clean)
        let said = lines.last { !$0.isEmpty } ?? "ssh ended with \(status)"
        let place = "\(endpoint.user)@\(endpoint.address)"
        if Self.hostKeyWords.contains(where: errors.contains) {
            self = .refused(
                InstallFailure(
                    .hostkeyMismatch, "\(endpoint.address) shows another host key than the pinned one"))
        } else if errors.contains("Permission denied (")
            || errors.contains("Too many authentication failures")
        {
            self = .refused(InstallFailure(.authRefused, "\(place): \(said)"))
        } else if status == 255 || status > 128 {
            self = .unreachable("\(place): \(said)")
        } else if endpoint.become != .root {
            self = .refused(InstallFailure(.escalationRefused, "\(place): \(said)"))
        } else {
            self = .refused(InstallFailure(.commandFailed, "\(place): no shell answered: \(said)"))
        }
    }

    private static let hostKeyWords = [
        "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "host key is known for",
    ]

    /// Reads the words of nix when it cannot copy; nil when they do not speak of the connection.
    init?(whileCopying messages: String, endpoint: SSHEndpoint) {
        let isAboutConnection =
            messages.contains("failed to start SSH connection") || messages.contains("Connection ")
            || messages.contains("No route to host") || messages.contains("Permission denied (")
            || messages.contains("Host key verification failed")
            || messages.contains("unexpected end-of-file")
            || messages.contains("Broken pipe") || messages.contains("Timeout, server")
        guard isAboutConnection else { return nil }
        let failure = ConnectionFailure(beforeScript: messages, status: 255, endpoint: endpoint)
        guard case .refused = failure else {
            self = .lost(failure.description)
            return
        }
        self = failure
    }
}
