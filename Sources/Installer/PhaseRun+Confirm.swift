import BootModel
import InstallPlan

extension PhaseRun {
    /// Proves that the system that runs is the one that was installed, and waits until it is as the plan wants it.
    func confirm() async throws {
        let deadline = (record.phaseDeadline ?? now()) + (.zero - settings.reportingTime)
        while true {
            do {
                try await confirmOnce()
                await tell(.done, "confirm: \(try context.system()) runs and is as planned")
                return
            } catch let failure as InstallFailure {
                // A unit or a page may still be on its way up.
                let mayChange = [.systemDegraded, .checkFailed, .commandFailed].contains(failure.code)
                guard mayChange, now() + settings.probePause < deadline else { throw failure }
                log.note("not yet: \(failure.detail)")
            }
            try await Task.sleep(for: settings.probePause)
        }
    }

    private func confirmOnce() async throws {
        let units = context.plan.confirm.units.joined(separator: " ")
        let report = RunningSystem(try await direct(MachineScript(asset: "running", ["units": units])))
        let installerBoot = SmallFile(installerBootFile).text?.split(separator: "\n").first.map(String.init)
        try report.check(
            system: try context.system(), installerBoot: installerBoot,
            hostname: try context.plan.confirm.hostname?.expanded(with: context.values),
            settings: context.plan.confirm)
        for page in context.plan.confirm.pages {
            let url = try page.url.expanded(with: context.values)
            let text = try await direct(MachineScript(asset: "page", ["url": url]))
            let status = MachineReport.lines(text).first { $0.key == "status" }?.value ?? "000"
            guard status == "\(page.status)" else {
                let seen = status == "000" ? "does not answer" : "answers with \(SeenText.clean(status))"
                throw InstallFailure(.checkFailed, "\(url) \(seen), not with \(page.status)")
            }
        }
        for (index, check) in context.plan.confirm.checks.enumerated() {
            try await runCheck(check, "confirm.checks[\(index)]")
        }
    }
}
