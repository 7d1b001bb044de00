import InstallPlan
import NetTypes

/// A host key, and how it was proved to be the machine's.
struct TrustedKey: Hashable, Sendable {
    let key: HostKey
    let trust: HostKeyTrust
}
