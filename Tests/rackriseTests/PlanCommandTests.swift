import BootModel
import Foundation
import Store
import Testing

@Suite struct PlanCommandTests {
    private static let plan = "system: ${var.system}\nfiles: [{path: /etc/key, secret: token}]\n"

    @Test func `check needs no database and names every mistake`() async throws {
        let rack = try Rack(profiles: [])
        let good = try rack.file("good.yaml", Self.plan)
        let result = try await Rack.run(["plan", "check", good])
        #expect(result.status == 0 && result.out.hasPrefix("\(good): no mistakes; revision "))
        #expect(
            result.out.hasSuffix("\neach node needs the variables system\nit needs the secrets token\n"))
        let bad = try rack.file("bad.yaml", Self.plan + "lauout: none\ncopy: {mode: pul}\n")
        #expect(
            try await Rack.run(["plan", "check", bad])
                == .failed(
                    """
                    \(bad):3: unknown key "lauout"; did you mean layout?
                    \(bad):4: copy.mode is "pul"; write push or pull
                    """))
    }

    @Test func `a plan is stored once, shown, attached and read again`() async throws {
        let rack = try Rack()
        let file = try rack.file("p.yaml", Self.plan)
        let stored = try await rack.run("plan", "import", "closure", file)
        let revision = try #require(rack.database().plans().first?.revision)
        #expect(stored == .done("plan closure revision \(revision.prefix(12)) is stored\n"))
        #expect(
            try await rack.run("plan", "import", "closure", file)
                == .done("plan closure revision \(revision.prefix(12)) was stored already\n"))
        #expect(
            try await rack.run("plan", "import", "other", file)
                == .refused("plan revision \(revision) is stored already as \"closure\"; attach that one"))

        #expect(
            try await rack.run("profile", "set", "worker", "--plan", "closure")
                == .done("profile worker has plan closure revision \(revision.prefix(12))\n"))
        #expect(try await rack.run("profile", "show", "worker", "--json").json()["plan"] == .string(revision))
        let list = try await rack.run("plan", "list")
        #expect(list.status == 0 && list.out.hasPrefix("NAME     REVISION      IMPORTED"))
        #expect(list.out.hasSuffix("  worker\n"))
        let shown = try await rack.run("plan", "show", String(revision.prefix(6)))
        #expect(shown.out.contains("\npartition     600s     0        partition     yes          0\n"))

        // What is shown as JSON is the same plan.
        let json = try await rack.file("p.json", rack.run("plan", "show", "closure", "--json").out)
        #expect(
            try await Rack.run(["plan", "check", json]).out.contains(" revision \(revision.prefix(12))\n"))

        #expect(
            try await rack.run("profile", "set", "worker", "--no-plan")
                == .done("profile worker has no plan\n"))
        #expect(try await rack.run("profile", "show", "worker", "--json").json()["plan"] == .null)
    }

    @Test func `a changed plan is a new revision, and profiles keep theirs`() async throws {
        let rack = try Rack()
        _ = try await rack.run("plan", "import", "closure", rack.file("1.yaml", Self.plan))
        _ = try await rack.run("profile", "set", "worker", "--plan", "closure")
        let first = try rack.database().profile("worker")?.plan
        #expect(
            try await rack.run("plan", "import", "closure", rack.file("2.yaml", Self.plan + "layout: none\n"))
                .status == 0)
        #expect(try rack.database().profile("worker")?.plan == first)
        let newest = try #require(rack.database().plans().first)
        #expect(newest.revision != first && newest.name == "closure")
        #expect(try await rack.run("plan", "show", "closure").out.contains(newest.revision))
    }

    @Test func `what is not stored is refused by name`() async throws {
        let rack = try Rack()
        #expect(
            try await rack.run("plan", "list")
                == .done("no plans yet; rackrise plan import NAME FILE stores one\n")
        )
        _ = try await rack.run("plan", "import", "closure", rack.file("p.yaml", Self.plan))
        #expect(
            try await rack.run("plan", "show", "clousre")
                == .refused(#"there is no plan "clousre"; did you mean closure?"#))
        #expect(
            try await rack.run("profile", "set", "worker", "--plan", "zzz")
                == .refused(#"there is no plan "zzz"; rackrise plan import zzz FILE stores it"#))
        #expect(
            try await rack.run("plan", "import", "A b", rack.file("p.yaml", Self.plan))
                == .refused(
                    #"plan name "A b" is not usable; write at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"#
                ))
        #expect(try await rack.run("profile", "set", "worker").status == 64)
    }

    @Test func `a text that was changed behind the database's back is not trusted`() async throws {
        let rack = try Rack()
        _ = try await rack.run("plan", "import", "closure", rack.file("p.yaml", Self.plan))
        let revision = String(repeating: "a", count: 64)
        try rack.database().addPlan(
            revision: revision, canonical: #"{"system":"x"}"#, name: "forged", at: .init(milliseconds: 1))
        #expect(
            try await rack.run("plan", "show", "forged")
                == .failed("the text of plan forged revision aaaaaaaaaaaa was changed; import it again"))
    }
}
