import BootModel
import InstallPlan
import Logging
import NetTypes
import Store

extension InstallDriver {
    /// The key that is pinned; one that cannot be read is not taken for none, or any machine's would do.
    func pinnedKey(_ target: InstallJob.Action.Target) throws(InstallFailure) -> TrustedKey? {
        guard let pinned = target == .installer ? stored.installerKey : stored.systemKey else { return nil }
        guard let key = HostKey(pinned.key) else {
            throw InstallFailure(.hostkeyMismatch, "the key that is pinned in the database cannot be read")
        }
        return TrustedKey(key: key, trust: pinned.trust)
    }

    /// Makes a key the only one that is accepted; what is pinned already stays.
    func pin(_ key: HostKey, _ trust: HostKeyTrust, _ target: InstallJob.Action.Target) throws {
        let before = try pinnedKey(target)
        if let before, before.key != key {
            throw InstallFailure(
                .hostkeyMismatch, "another \(key.algorithm) key than the pinned one was shown")
        }
        do {
            try environment.database.pin(
                PinnedHostKey(key: key.description, trust: trust), for: target, of: stored.id)
        } catch let error as StoreError where error.kind == .refused {
            throw InstallFailure(.hostkeyMismatch, error.message)
        }
        if let fresh = try environment.database.job(stored.id) {
            stored.installerKey = fresh.installerKey
            stored.systemKey = fresh.systemKey
        }
        let after = try pinnedKey(target)
        if target == .installer, let after, after != before { tellProof(of: after) }
    }

    private func tellProof(of pinned: TrustedKey) {
        let fingerprint = (try? pinned.key.fingerprint) ?? pinned.key.description
        let proof =
            switch pinned.trust {
            case .baked: "is built into the image: another node's installer has it too"
            case .reported: "was reported by the installer itself, with this boot's token"
            default: "is pinned to this boot; its proof is \(pinned.trust.rawValue)"
            }
        tell(
            pinned.trust == .baked ? .warning : .done,
            "the installer's \(pinned.key.algorithm) host key \(fingerprint) \(proof)")
    }

    /// The pinned key with the proof that it has by now, for a login.
    ///
    /// Other machines may have reported the same one and logged in with it since: before the first login of a boot, it
    /// counts as built into an image then.
    func provenKey(_ target: InstallJob.Action.Target) throws -> TrustedKey? {
        guard let pinned = try pinnedKey(target) else { return nil }
        guard target == .installer, pinned.trust == .reported, job.record.phase == .waitForSSH,
            try isShared(pinned.key)
        else { return pinned }
        return TrustedKey(key: pinned.key, trust: .baked)
    }

    /// Whether a key is built into an image, so that the machine's holding it proves little.
    func isShared(_ key: HostKey) throws -> Bool {
        try environment.database.isShared(key.description, besidesJob: stored.id)
    }

    /// Keeps a key for an operator to compare with the machine's console.
    func saw(_ key: HostKey, at address: IPv4Address) {
        do {
            try environment.database.noteSeen(
                SeenHostKey(key: key.description, address: address), of: stored.id, at: environment.now())
        } catch {
            environment.logger.error("install job \(stored.id): a host key is not kept: \(error)")
        }
    }

    /// Takes over what an operator has changed since: the node's name, and what is known of the installer's key.
    func takeOver(_ fresh: StoredJob) {
        stored.node = fresh.node
        guard !isStopped, fresh.record.tokens == job.record.tokens, let key = fresh.installerKey else {
            return
        }
        if let known = stored.installerKey, known.trust >= key.trust { return }
        stored.installerKey = key
    }

    /// Takes the public keys that the installer of this boot has reported.
    func phoneHome(token: String, keys lines: [String]) {
        guard !isStopped, token == job.record.tokens.last else { return }
        let keys = lines.compactMap { HostKey($0) }.sorted { $0.rank < $1.rank }
        guard let best = keys.first else { return }
        let pinned: HostKey?
        do throws(InstallFailure) {
            pinned = try pinnedKey(.installer)?.key
            if let pinned, !keys.contains(pinned) {
                throw InstallFailure(
                    .hostkeyMismatch,
                    "the installer reports another \(best.algorithm) key than the pinned one")
            }
        } catch {
            return send(.phaseFailed(attempt: job.record.attempt, error.code), because: error)
        }
        do {
            let key = pinned ?? best
            // Who has the image can report its key for another machine.
            try pin(key, isShared(key) ? .baked : .reported, .installer)
        } catch {
            environment.logger.error(
                "install job \(stored.id): the reported host key is not pinned: \(error)")
        }
    }
}
