import BootModel
import InstallPlan
import NetTypes
import OperatorFiles
import Secrets
import Store

/// Finds out before an arming what would stop its job hours later; the database guards the rest.
struct ArmingCheck {
    private let database: Database
    private let plansOfProfiles: [String: String]
    private let plans: [String: StoredPlan]
    private let secrets: Set<String>

    /// Reads what armings depend on.
    init(_ database: Database) throws {
        self.database = database
        plansOfProfiles = Dictionary(
            try database.profiles().compactMap { profile in profile.plan.map { (profile.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        plans = Dictionary(
            try database.plans().map { ($0.revision, $0) }, uniquingKeysWith: { first, _ in first })
        secrets = Set(try database.secrets().map(\.name))
    }

    /// Refuses a node that is set to install and cannot be armed.
    static func check(_ node: Node, in database: Database) throws {
        guard node.boot == .install else { return }
        let check = try ArmingCheck(database)
        if let complaint = try check.complaint(
            about: node, again: false, remedy: { "give --var \($0)=VALUE too" })
        {
            throw CommandError.refused(complaint)
        }
    }

    /// Why a node of a list cannot be armed, which it is by an entry that says so anew.
    func complaint(inListAbout node: Node, insteadOf before: Node?) throws -> String? {
        guard node.boot == .install, before?.boot != .install else { return nil }
        return try complaint(about: node, again: false) {
            "write it into the list, in CSV in a column var.\($0)"
        }
    }

    /// Why a node, as it is or would be, cannot be armed, and what to do; nil when nothing is known against it.
    ///
    /// - Parameter remedy: How to give the variable of a name; standard is the command for a node that is there.
    /// - Throws: When its plan cannot be read.
    func complaint(about node: Node, again: Bool, remedy: ((String) -> String)? = nil) throws -> String? {
        guard let revision = plansOfProfiles[node.profile], let stored = plans[revision] else {
            return
                "node \"\(node.name)\" cannot be installed: its profile \"\(node.profile)\" has no install plan; attach "
                + "one with rackrise profile set \(node.profile) --plan NAME"
        }
        if !again, let former = try database.formerInstall(of: node) {
            let name = former == node.name ? "" : " as \"\(former)\""
            return
                "node \"\(node.name)\" was installed before\(name); rackrise install \(node.name) --again installs it again"
        }
        let plan = try PlanText.plan(stored)
        return missingVariable(of: node, plan, remedy) ?? missingSecret(of: node, plan)
            ?? badSystem(of: node, plan)
    }

    private func missingVariable(
        of node: Node, _ plan: InstallPlan, _ remedy: ((String) -> String)?
    ) -> String? {
        let missing = plan.variables.filter { node.variables[$0] == nil }.sorted()
        guard let first = missing.first else { return nil }
        let advice = remedy?(first) ?? "set it with rackrise node set \(node.name) --var \(first)=VALUE"
        return
            "\(FailureCode.variableMissing): node \"\(node.name)\" has no variable \(missing.joined(separator: ", ")), which "
            + "its plan refers to; \(advice)"
    }

    private func missingSecret(of node: Node, _ plan: InstallPlan) -> String? {
        let missing = plan.secrets.subtracting(secrets).sorted()
        guard let first = missing.first else { return nil }
        return
            "\(FailureCode.secretMissing): the plan of node \"\(node.name)\" needs the secret \(missing.joined(separator: ", ")); "
            + "enter it with rackrise secret set \(first)"
    }

    private func badSystem(of node: Node, _ plan: InstallPlan) -> String? {
        let values = PlanValues(node: node, profile: node.profile)
        guard let path = try? plan.system.expanded(with: values), !StorePath.isValid(path) else { return nil }
        return
            "\(FailureCode.systemMissing): the system of node \"\(node.name)\" is \"\(path)\", which is no store path; write "
            + "the toplevel's, such as /nix/store/HASH-nixos-system-NAME"
    }
}
