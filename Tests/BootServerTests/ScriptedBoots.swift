import BootServer
import NetTypes

/// An installs' driver that says what it is told to, when it is told to.
actor ScriptedBoots: InstallBoots {
    /// What it was asked, in order.
    private(set) var asked: [String] = []
    private let boot: InstallBoot
    private var isHeld: Bool
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []

    init(_ boot: InstallBoot, isHeld: Bool = false) {
        self.boot = boot
        self.isHeld = isHeld
    }

    func boot(of job: Int64, token: String) async -> InstallBoot {
        await note("\(job) \(token)")
        return boot
    }

    func phoneHome(job: Int64, token: String, address: IPv4Address, keys: [String]) async {
        await note("\(job) \(token) \(address) \(keys)")
    }

    /// Lets every question that waits, and all that follow, have its answer.
    func release() {
        isHeld = false
        waiting.forEach { $0.resume() }
        waiting.removeAll()
    }

    /// Returns once so many questions were asked.
    func waitUntilAsked(_ count: Int = 1) async {
        guard asked.count < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    private func note(_ question: String) async {
        asked.append(question)
        for watcher in watchers where watcher.count <= asked.count { watcher.1.resume() }
        watchers.removeAll { $0.count <= asked.count }
        if isHeld { await withCheckedContinuation { waiting.append($0) } }
    }
}
