/// How the installer's host key was proved to be the machine's, from the weakest proof to the strongest.
public enum HostKeyTrust: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The key is baked into the image, the same for every machine; counts only where the plan says so.
    case baked = "static"
    /// The first key that was seen, bound to this job by MAC address and token; any change stops the job.
    case tofuBound = "tofu-bound"
    /// The installer reported its public key with this boot's token; defeats passive attackers.
    case reported
    /// We delivered the key over an authenticated boot channel.
    case injected
    /// A person compared the fingerprint with the machine's console.
    case console

    /// Orders by strength.
    public static func < (left: HostKeyTrust, right: HostKeyTrust) -> Bool {
        left.strength < right.strength
    }

    private var strength: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
