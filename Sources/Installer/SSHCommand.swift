import Subprocess

/// The one place that builds OpenSSH's arguments.
///
/// Nothing of the machine's, the user's or the site's configuration counts (`-F none`), no agent and no terminal is
/// involved, only our key is offered, and only the pinned host key is accepted.
struct SSHCommand: Sendable {
    /// What is done about a host key that the job has not pinned.
    enum HostKeyPolicy: String, Sendable {
        /// It ends the connection before anything is sent.
        case strict = "yes"
        /// It is written to the known-hosts file, where that is empty; used for a handshake that logs nobody in.
        case learn = "accept-new"
    }

    let trust: SSHTrust
    let policy: HostKeyPolicy

    init(_ trust: SSHTrust, policy: HostKeyPolicy = .strict) {
        self.trust = trust
        self.policy = policy
    }

    /// The options without a destination, one word each; none has a blank as long as no path has.
    func options(port: Int) -> [String] {
        let settings = [
            "BatchMode=yes", "IdentitiesOnly=yes", "IdentityFile=\(trust.identity)", "IdentityAgent=none",
            "UserKnownHostsFile=\(trust.knownHosts)", "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=\(policy.rawValue)", "HostKeyAlias=\(trust.alias)", "CheckHostIP=no",
            "UpdateHostKeys=no", "HashKnownHosts=no", "VerifyHostKeyDNS=no", "ControlMaster=no",
            "ControlPath=none", "ClearAllForwardings=yes", "ConnectTimeout=10",
            "ConnectionAttempts=1", "ServerAliveInterval=5", "ServerAliveCountMax=3", "LogLevel=ERROR",
            "PreferredAuthentications=\(policy == .learn ? "none" : "publickey")",
        ]
        return ["-F", "none", "-T", "-x", "-a", "-p", "\(port)"] + settings.flatMap { ["-o", $0] }
    }

    /// Everything after the word `ssh`.
    func arguments(_ endpoint: SSHEndpoint, command: String) -> [String] {
        options(port: endpoint.port) + ["-l", endpoint.user, "--", "\(endpoint.address)", command]
    }

    /// An environment in which no agent, display or language of the operator's counts.
    static let environment = Environment.inherit.updating([
        "SSH_AUTH_SOCK": nil, "SSH_ASKPASS": nil, "DISPLAY": nil, "WAYLAND_DISPLAY": nil, "LC_ALL": "C",
    ])
}
