import NetTypes

extension InstallPlan {
    /// Every rule that the plan breaks, apart from the spelling of single values; empty for a plan that can run.
    public var complaints: [PlanComplaint] {
        InstallPhase.allCases.flatMap(complaints(about:)) + diskComplaints + copyComplaints + fileComplaints
            + systemComplaints + templateComplaints + scriptComplaints
    }

    private func complaints(about phase: InstallPhase) -> [PlanComplaint] {
        let settings = phases[phase]
        let path = "phases.\(phase.rawValue)"
        var complaints: [PlanComplaint] = []
        if phase.isDestructive, !settings.isDestructive {
            complaints.append(
                PlanComplaint(
                    path + ".destructive", "\(phase.rawValue) is always destructive; leave this out"))
        }
        if settings.isDestructive, settings.retries > 0 {
            complaints.append(
                PlanComplaint(
                    path + ".retries",
                    "\(phase.rawValue) is destructive and runs once for each arming; write max: 0"))
        }
        if let problem = restartProblem(phase, settings.restartAt) {
            complaints.append(PlanComplaint(path + ".restartAt", problem))
        }
        if !settings.before.isEmpty, !phase.allowsHooksBefore {
            complaints.append(
                PlanComplaint(
                    path + ".before",
                    "no script may run before the gate has passed; use after of gate or a later phase"))
        }
        if !settings.after.isEmpty, !phase.allowsHooksAfter {
            let problem =
                phase == .reboot
                ? "the machine is gone after reboot; use before of confirm"
                : "no script may run before the gate has passed; use after of gate or a later phase"
            complaints.append(PlanComplaint(path + ".after", problem))
        }
        return complaints
    }

    private func restartProblem(_ phase: InstallPhase, _ start: InstallPhase) -> String? {
        let name = phase.rawValue
        if start > phase { return "\(name) restarts at \(start.rawValue), which is later; write \(name)" }
        if phase >= .reboot, start < .reboot {
            return
                "\(name) restarts at \(start.rawValue), and nothing is installed again after verify; write "
                + name
        }
        let passed = InstallPhase.allCases.first { (start..<phase).contains($0) && phases[$0].isDestructive }
        return passed.map {
            "\(name) restarts at \(start.rawValue), and \($0.rawValue) is destructive and runs once; restart after it"
        }
    }

    private var diskComplaints: [PlanComplaint] {
        var complaints: [PlanComplaint] = []
        if let least = disk.leastSize, let most = disk.mostSize, least > most {
            complaints.append(
                PlanComplaint(
                    "disk.minSize",
                    "disk.minSize \(ByteSize.text(least)) is above disk.maxSize \(ByteSize.text(most)); "
                        + "exchange them"))
        }
        guard let layout else { return complaints }
        if disk.count > 1 {
            complaints.append(
                PlanComplaint(
                    "disk.count",
                    "the layout takes one disk and disk.count is \(disk.count); write count: 1, or layout: none "
                        + "and scripts before partition"))
        }
        if layout.esp < DiskLayout.leastESP {
            complaints.append(
                PlanComplaint(
                    "layout.esp",
                    "layout.esp is \(ByteSize.text(layout.esp)); a kernel and its initrd need at least "
                        + ByteSize.text(DiskLayout.leastESP)))
        }
        return complaints
    }

    private var copyComplaints: [PlanComplaint] {
        guard case .pull(_, let keys) = copy else { return [] }
        if keys.isEmpty {
            return [
                PlanComplaint("copy", "copy.keys is missing; a pull checks signatures by at least one key")
            ]
        }
        return []
    }

    private var fileComplaints: [PlanComplaint] {
        var seen: Set<Template> = []
        return files.enumerated().flatMap { index, file in
            let path = "files[\(index)]"
            var complaints: [PlanComplaint] = []
            if !seen.insert(file.path).inserted {
                complaints.append(
                    PlanComplaint(path + ".path", "\(file.path.text) stands twice; keep one of them"))
            }
            if case .secret(let name) = file.source, file.mode.isOpenToOthers {
                complaints.append(
                    PlanComplaint(
                        path + ".mode",
                        "the secret \(name) would be open to every user with \(file.mode); write 0400 or 0440"
                    ))
            }
            return complaints
        }
    }

    private var systemComplaints: [PlanComplaint] {
        guard system.references.isEmpty, system.complaint == nil, !StorePath.isValid(system.text) else {
            return []
        }
        return [
            PlanComplaint(
                "system",
                "system is no store path; write the toplevel's, such as /nix/store/HASH-nixos-system-NAME, or ${var.system}"
            )
        ]
    }

    private var templateComplaints: [PlanComplaint] {
        templates.compactMap { path, template in template.complaint.map { PlanComplaint(path, $0) } }
    }

    private var scriptComplaints: [PlanComplaint] {
        scripts.compactMap { path, script in
            let size = script.template.text.utf8.count
            guard size > ShellScript.sizeLimit else { return nil }
            return PlanComplaint(
                path,
                "\(path) has \(size) octets, and a script at most \(ShellScript.sizeLimit); put what it needs into "
                    + "the closure or files")
        }
    }
}
