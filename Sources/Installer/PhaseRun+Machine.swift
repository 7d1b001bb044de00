import BootModel
import InstallPlan
import NetTypes

extension PhaseRun {
    /// Proves which machine this is, before anything is written.
    func passGate() async throws {
        let report = try MachineReport.identity(try await direct(MachineScript(asset: "identity")))
        let gate = Gate(
            macs: context.node.macs, token: record.tokens.last ?? "",
            uuid: try await expectedUUID())
        for warning in try gate.check(report.facts) { await tell(.warning, warning) }
        guard SmallFile(installerBootFile).write(report.bootID + "\n") else {
            throw InstallFailure(.commandFailed, "\(installerBootFile) cannot be written")
        }
        await tell(.done, "gate: this is the machine, in this boot, running from RAM")
    }

    /// What the operator recorded in the node's variable `uuid`, else what DHCP has told.
    private func expectedUUID() async throws -> Gate.ExpectedUUID? {
        guard let text = context.node.variables["uuid"] else {
            return await heardUUID(context.node.macs).map { .heard($0) }
        }
        guard let recorded = GUID(text) else {
            throw InstallFailure(.gateUUIDMismatch, "the node's variable uuid is \(text), which is no UUID")
        }
        return .recorded(recorded)
    }

    /// Where the id of the installer's boot is kept; the installed system's must be another.
    var installerBootFile: String { "\(context.directory)/installer-boot" }

    /// Reads what the machine is made of.
    func readFacts() async throws -> MachineFacts {
        let text = try await direct(MachineScript(asset: "machine"))
        log.append(Array(text.utf8))
        let facts = try MachineReport.machine(text)
        if let size = context.initrdSize, facts.memory > 0 {
            let least = 2 * size + 512 << 20
            guard facts.memory >= least else {
                throw InstallFailure(
                    .ramTooSmall,
                    "the machine has \(facts.memory >> 20) MiB and its installer needs \(least >> 20) MiB")
            }
        }
        if phase == .facts { await tell(.done, "facts: \(facts.summary)") }
        return facts
    }

    /// The disks that the plan means on this machine.
    ///
    /// Once this job has written its table, they are those with that table, whatever the selector would say now.
    func selectDisks() async throws -> [DiskFacts] {
        let facts = try await readFacts()
        if record.completed.contains(.partition) {
            guard context.plan.layout != nil else { return [] }
            let ours = facts.disks.filter { $0.tableID == context.tableID }
            guard ours.count == 1 else {
                throw InstallFailure(
                    .diskNotAsPlanned,
                    "\(ours.count) of the machine's disks carry the partition table that this job wrote")
            }
            return ours
        }
        let disks = try context.plan.disk.disks(
            among: facts.disks, values: context.values, mayWipe: record.arming.mayWipe,
            leastDisk: context.plan.layout?.leastDisk ?? 0)
        if phase == .selectDisk {
            await tell(.done, "select-disk: \(disks.map(\.device).joined(separator: ", "))")
        }
        return disks
    }

    /// Writes the planned table and file systems, or finds those that the job made.
    func partition() async throws {
        guard let layout = context.plan.layout else {
            _ = try await direct(MachineScript(asset: "mounted"))
            return
        }
        // Looked up again at the last moment, on the machine that is written; one that is being written has its disk.
        let isBegun = mode == .reattach ? try await isKnown(stepName()) : false
        let disk = isBegun ? "" : try await selectDisks().first?.device ?? ""
        let script = MachineScript(
            asset: "partition",
            [
                "mode": mode == .reuse ? "reuse" : "make", "disk": disk, "table": context.tableID,
                "partitions": layout.table, "swap_number": layout.swap > 0 ? "3" : "",
                "root_number": layout.swap > 0 ? "4" : "3", "root_type": layout.root.rawValue,
            ])
        try await detached(stepName(), script)
        await tell(.done, "partition: the planned file systems are mounted")
    }
}
