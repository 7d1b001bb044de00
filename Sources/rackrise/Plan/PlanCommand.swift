import ArgumentParser

/// `rackrise plan`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract:
            "How machines are installed: plans are checked, stored as revisions and attached to profiles.",
        discussion: """
            A stored revision never changes; a changed file becomes a new one.

              rackrise plan check nixos-closure.yaml
              rackrise plan import nixos-closure nixos-closure.yaml
              rackrise profile set worker --plan nixos-closure
              rackrise install rack1-01
            """,
        subcommands: [CheckPlan.self, ImportPlan.self, ListPlans.self, ShowPlan.self])
}
