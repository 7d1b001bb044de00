import BootModel
import InstallPlan
import NetTypes

extension PhaseRun {
    /// Makes the copied system the one that boots, and learns the host key that it will show.
    func install() async throws {
        let script = MachineScript(asset: "install", ["system": try context.system()])
        try await detached(stepName(), script, runsNix: true)
        try await settleOwners()
        let lines = MachineReport.lines(try await direct(MachineScript(asset: "host-keys")))
        let keys = lines.filter { $0.key == "key" }.compactMap { HostKey($0.value) }
        guard let key = keys.min(by: { $0.rank < $1.rank }) else {
            throw InstallFailure(.fileMismatch, "the system on the disk has no SSH host key")
        }
        // It came over the pinned session of a machine that has passed the gate.
        try await pinSystemKey(key, .injected)
        await tell(
            .done, "install: the system profile and the boot loader are set, the host key is \(key.algorithm)"
        )
    }

    /// Proves that the disk will boot and that someone can log in.
    func verify() async throws {
        let script = MachineScript(
            asset: "verify",
            [
                "system": try context.system(), "closure": context.plan.verify.closure.rawValue,
                "free_space": "\(context.plan.verify.freeSpace)",
            ])
        try await detached(stepName(), script, runsNix: true)
        try await checkFiles(deliveredFiles(), strictly: true)
        for (index, check) in context.plan.verify.checks.enumerated() {
            try await runCheck(check, "verify.checks[\(index)]")
        }
        await tell(.done, "verify: the disk will boot this system")
    }

    /// Runs a check of the plan; a status other than zero is `check-failed`.
    func runCheck(_ check: ShellScript, _ name: String) async throws {
        let text = try check.rendered(with: context.values)
        let outcome = try await shell.run(Self.isolated(text))
        log.append(Array((outcome.text + outcome.errors).utf8))
        guard outcome.status == 0 else {
            let words = log.clean(Self.lastLine(outcome.errors.isEmpty ? outcome.text : outcome.errors))
            throw InstallFailure(.checkFailed, "\(name) ended with \(outcome.status): \(words)")
        }
    }

    /// Asks the machine to restart and waits until it is gone.
    ///
    /// It takes the connection, or the step itself, with it.
    func reboot() async throws {
        await tell(.done, "reboot: the machine restarts from its disk")
        try await detached(stepName(), MachineScript(asset: "reboot"), mayVanish: true)
    }
}
