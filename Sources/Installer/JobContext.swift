import BootModel
import InstallPlan
import NetTypes

/// What the phases of one job are about; does not change while the job runs.
struct JobContext: Sendable {
    /// The job's number.
    let job: Int64
    /// The node.
    let node: Node
    /// The plan.
    let plan: InstallPlan
    /// The node's values for the plan's references.
    let values: PlanValues
    /// The values of the plan's secrets, by name.
    let secrets: [String: [UInt8]]
    /// The identifier of the partition table that this job writes: by it a disk is known that the job has written.
    let tableID: String
    /// Octets of the installer's initrd, where they are known.
    let initrdSize: UInt64?
    /// The folder of the job's logs and keys.
    let directory: String
    /// Our key pair.
    let key: InstallKey

    /// The store path of the system, with the node's values.
    func system() throws -> String {
        let path = try plan.system.expanded(with: values)
        guard StorePath.isValid(path) else {
            throw InstallFailure(.systemMissing, "\(SeenText.clean(path)) is no path of the Nix store")
        }
        return path
    }

    /// The files and names by which a system of the job is known.
    func trust(_ target: InstallJob.Action.Target) -> SSHTrust {
        let word = target == .installer ? "installer" : "system"
        return SSHTrust(
            identity: key.privatePath, knownHosts: "\(directory)/known_hosts-\(word)",
            alias: "rackrise-\(job)-\(word)")
    }

    /// Whom we log in as on a system of the job.
    func endpoint(_ target: InstallJob.Action.Target, at address: IPv4Address, installerPort: Int)
        -> SSHEndpoint
    {
        switch target {
        case .installer:
            SSHEndpoint(
                address: address, port: installerPort, user: plan.login.user, become: plan.login.become)
        case .installedSystem:
            SSHEndpoint(
                address: address, port: plan.confirm.port, user: plan.confirm.user,
                become: plan.confirm.become)
        }
    }
}
