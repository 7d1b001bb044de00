import BootModel
import Foundation
import InstallPlan
import NetTypes
import Store
import Testing

@Suite struct InstallCommandTests {
    private let rack: Rack
    private let now = WallClock(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

    /// The profile `worker` has a plan, and `n1` and `n2` have what it needs; `n3` lacks the variable.
    init() async throws {
        rack = try Rack()
        let plan = try rack.file(
            "p.yaml", "system: ${var.system}\nfiles: [{path: /etc/key, secret: token}]\n")
        #expect(try await rack.run("plan", "import", "closure", plan).status == 0)
        #expect(try await rack.run("profile", "set", "worker", "--plan", "closure").status == 0)
        #expect(try await rack.run("secret", "set", "token", "--file", rack.file("value", "x")).status == 0)
        for number in UInt64(1)...3 {
            try rack.database().addNode(
                Node(
                    name: "n\(number)", macs: [MACAddress(rawValue: 0x5254_0000_0000 + number)],
                    profile: "worker", boot: .local,
                    variables: number == 3 ? [:] : ["system": "/nix/store/\(Self.hash)-nixos-system-1"]))
        }
    }

    private static let hash = String(repeating: "a", count: 32)

    /// Job 1 of `n1`, as the driver commits it.
    private func commit(_ change: (inout InstallJob.Record) -> Void) throws {
        var record = try #require(try rack.database().job(1)).record
        change(&record)
        try rack.database().commit(record, of: 1)
    }

    @Test func `nodes are armed, seen everywhere, and armed once`() async throws {
        let armed = try await rack.run(
            "install", "n1", "525400000002", "--boots", "1", "--time", "90m", "--wipe")
        #expect(armed.status == 0)
        #expect(
            armed.out.hasPrefix("armed node n1 as job 1: the installer is profile worker, one boot until "))
        #expect(armed.out.contains("\narmed node n2 as job 2: "))
        #expect(armed.out.hasSuffix(", its disk may be written over\n"))
        let job = try #require(try rack.database().job(1))
        #expect(job.record.arming.until.milliseconds - job.armedAt.milliseconds == 5_400_000)
        #expect(job.record.arming.boots == 1 && job.record.arming.mayWipe)

        #expect(
            try await rack.run("install", "n1")
                == .refused(
                    #"node "n1" has the open install job 1; rackrise install status n1 shows it, rackrise install cancel n1 ends it"#
                ))
        #expect(try await rack.run("node", "list").out.contains("n1    worker   install (job 1)  allowed"))
        #expect(try await rack.run("node", "show", "n1").out.contains("profile worker may be booted until "))
        #expect(try await rack.run("node", "show", "n1", "--json").json()["install"]?["job"] == 1)
        #expect(try await rack.run("explain", "n1").out.contains("node n1 is armed for install job 1"))
        let status = try await rack.run("install", "status")
        #expect(status.out.hasPrefix("NODE  JOB  STAGE  ARMED"))
        #expect(status.out.contains("\nn1    1    armed  "))
    }

    @Test func `what a plan lacks is named at once, for all nodes`() async throws {
        try rack.database().removeSecret("token")
        _ = try await rack.run("node", "set", "n2", "--var", "system=/nix/store/x")
        let plan = try rack.file("q.yaml", "system: ${var.system}\n")
        #expect(
            try await rack.run("install", "n1", "n3")
                == .refused(
                    """
                    secret-missing: the plan of node "n1" needs the secret token; enter it with rackrise secret set token
                    variable-missing: node "n3" has no variable system, which its plan refers to; set it with rackrise node set n3 --var system=VALUE
                    """))
        _ = try await rack.run("plan", "import", "other", plan)
        _ = try await rack.run("profile", "set", "worker", "--plan", "other")
        #expect(
            try await rack.run("install", "n2")
                == .refused(
                    #"system-missing: the system of node "n2" is "/nix/store/x", which is no store path; write the toplevel's, such as /nix/store/HASH-nixos-system-NAME"#
                ))
        _ = try await rack.run("profile", "set", "worker", "--no-plan")
        #expect(
            try await rack.run("install", "n1")
                == .refused(
                    #"node "n1" cannot be installed: its profile "worker" has no install plan; attach one with rackrise profile set worker --plan NAME"#
                ))
        #expect(try rack.database().openJobs().isEmpty)
    }

    @Test func `no word but the documented ones is taken from node names`() async throws {
        #expect(try await rack.run("node", "set", "n1", "--name", "arm").status == 0)
        #expect(try await rack.run("install", "arm").out.hasPrefix("armed node arm as job 1"))
        for word in ["status", "logs", "cancel", "retry", "key", "trust"] {
            #expect(try await rack.run("node", "set", "n2", "--name", word).status == 2)
        }
    }

    @Test(arguments: [
        ["install"], ["install", "n1", "--boots", "0"], ["install", "n1", "--time", "30s"],
        ["install", "n1", "--time", "31d"], ["install", "n1", "--time", "721h"],
        ["install", "logs", "n1", "--phase", "wipe"], ["install", "trust", "n1"],
        ["install", "trust", "n1", "MD5:2f:00"], ["install", "trust", "n1", "SHA256:abc"],
    ])
    func `wrong usage is told`(arguments: [String]) async throws {
        #expect(
            try await Rack.run(arguments + ["--state", rack.state, "--config", "/dev/null"]).status == 64)
    }

    @Test func `the status tells phases, times, bytes and the next thing to do`() async throws {
        let database = try rack.database()
        try database.arm(["n1"], ArmingOptions(), at: WallClock(milliseconds: 1_800_000_000_000))
        try commit {
            $0.tokens = ["t1"]
            $0.phase = .copy
            $0.attempt = 2
            $0.activity = .running
        }
        try database.pin(
            PinnedHostKey(key: "ssh-ed25519 AAAA", trust: .reported), for: .installer, of: 1)
        try database.beginStep(.gate, attempt: 1, of: 1, at: WallClock(milliseconds: 1_800_000_001_000))
        try database.endStep(
            attempt: 1, of: 1, at: WallClock(milliseconds: 1_800_000_003_500), failure: nil, detail: nil)
        try database.beginStep(.copy, attempt: 2, of: 1, at: WallClock(milliseconds: 1_800_000_004_000))
        try database.progress(attempt: 2, of: 1, done: 1 << 30, total: 4 << 30)
        let running = try await rack.run("install", "status", "n1").out
        #expect(running.contains("stage          installing(copy)\n"))
        #expect(running.contains("now            copy: 25 %, 1.0 GiB of 4.0 GiB, "))

        try database.endStep(
            attempt: 2, of: 1, at: WallClock(milliseconds: 1_800_000_020_000), failure: .storeFull,
            detail: "no space on\u{1B}[2J /mnt")
        try commit { $0.activity = .ended(.failed(.copy, .storeFull)) }
        let revision = try #require(try database.job(1)).plan.prefix(12)
        let failed = try await rack.run("install", "status", "n1").out
        // The end is the database's time of the commit.
        let lines = failed.split(separator: "\n").filter { !$0.hasPrefix("ended") }
        #expect(
            lines.joined(separator: "\n")
                == """
                node           n1
                job            1
                stage          failed(copy)
                plan           closure \(revision)
                installer      worker
                armed          2027-01-15 08:00:00.000 until 2027-01-16 08:00:00.000
                boots          1 of 3
                disk           must be empty
                installer key  ssh-ed25519 AAAA (reported)
                why            store-full: no space on\\u{1b}[2J /mnt
                next           the target's store is full: choose a larger disk or a smaller system
                ATTEMPT  PHASE  BEGAN                    TOOK     BYTES                               RESULT
                1        gate   2027-01-15 08:00:01.000  2.500 s  -                                   done
                2        copy   2027-01-15 08:00:04.000  16.0 s   25 %, 1.0 GiB of 4.0 GiB, 64 MiB/s  store-full: no space on\\u{1b}[2J /mnt
                """)
        let record = try await rack.run("install", "status", "n1", "--json").json()
        #expect(record["stage"] == "failed(copy)" && record["outcome"] == "failed")
        #expect(record["failure"]?["code"] == "store-full" && record["request"] == .null)
        #expect(record["steps"]?[0]?["milliseconds"] == 2500 && record["steps"]?[0]?["failure"] == .null)
        #expect(record["installerKey"]?["trust"] == "reported" && record["systemKey"] == .null)
    }

    @Test func `a cancelled node is held, an open job's end is left to the daemon`() async throws {
        _ = try await rack.run("install", "n1", "n2")
        #expect(
            try await rack.run("install", "cancel", "n2")
                == .done("cancelled job 2: node n2 is held and boots its local disk\n"))
        try commit { $0.activity = .running }
        #expect(
            try await rack.run("install", "cancel", "n1")
                == .done(
                    "cancelled job 1: node n1 is held and boots its local disk; rackrise serve ends what runs on the machine\n"
                ))
        #expect(try await rack.run("install", "status").out.contains("n1    1    booting, being cancelled"))
        #expect(try rack.database().nodes().prefix(2).map(\.state) == [.held, .held])
        #expect(
            try await rack.run("install", "cancel", "n2")
                == .refused(
                    #"install job 2 of node "n2" is over and cannot be cancelled; rackrise install status n2 shows it"#
                ))
        #expect(
            try await rack.run("install", "n2")
                == .refused(#"node "n2" is held; let it boot first with rackrise node approve n2"#))
        #expect(
            try await rack.run("install", "retry", "n3")
                == .refused(#"node "n3" was never armed for an install; rackrise install n3 arms it"#))
    }

    @Test func `the public key is for all who may look, and a pair they may not read stays`() async throws {
        let key = try await rack.run("install", "key")
        #expect(key.status == 0)
        let path = "\(rack.state)/install.key"
        for (file, mode) in [(rack.state, 0o755), ("\(rack.state)/rackrise.db", 0o644), (path, 0)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        }
        let words = ["install", "key", "--state", rack.state, "--config", "/dev/null"]
        let shown = try await Rack.runUnprivileged(words)
        #expect(shown.status == 0 && shown.out == key.out)
        try FileManager.default.removeItem(atPath: path + ".pub")
        let refused = try await Rack.runUnprivileged(words)
        #expect(refused.status == 1)
        #expect(
            refused.error.hasSuffix(
                "rackrise: cannot read \(path) (Permission denied); run it with sudo\n"))
    }

    @Test func `a key is trusted that the installer has shown and the console shows too`() async throws {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmq7IPlzXgYF2kW3Sxr9ZlZPyQOIxmpAP5vvSbrIvkT"
        let fingerprint = "SHA256:5IJ6f1BFSii0HRK19qWwXFaIdiE0JKtqW/JTbbXJeBU"
        let other = "SHA256:" + String(repeating: "x", count: 43)
        _ = try await rack.run("install", "n1")
        let start = #"the installer of node "n1" has not shown the key \#(other)"#
        #expect(
            try await rack.run("install", "trust", "n1", other)
                == .refused(
                    "\(start), nor any other in this boot; rackrise install status n1 shows when it has"))
        try commit {
            $0.tokens = ["t1"]
            $0.activity = .connecting(.run)
        }
        try rack.database().noteSeen(
            SeenHostKey(key: key, address: IPv4Address(10, 0, 0, 9)), of: 1, at: now)
        #expect(
            try await rack.run("install", "status", "n1").out.contains(
                "seen key   \(fingerprint) at 10.0.0.9; when the console shows the same: rackrise install trust n1 \(fingerprint)\n"
            ))
        let seen = try await rack.run("install", "status", "n1", "--json").json()["seenKeys"]?[0]
        #expect(seen?["fingerprint"] == .string(fingerprint) && seen?["address"] == "10.0.0.9")
        #expect(
            try await rack.run("install", "trust", "n1", other)
                == .refused(
                    "\(start); seen was \(fingerprint) at 10.0.0.9: when the console shows another one, another machine answers in its place"
                ))
        #expect(
            try await rack.run("install", "trust", "525400000001", fingerprint)
                == .done("the installer of node n1 is trusted with its key \(fingerprint) (console)\n"))
        #expect(
            try await rack.run("events", "n1").out.contains(
                "the installer's host key \(fingerprint) compared with the console"))
        #expect(!(try await rack.run("install", "status", "n1").out.contains("seen key")))
        let record = try await rack.run("install", "trust", "n1", fingerprint, "--json").json()
        #expect(record["installerKey"]?["trust"] == "console")
        #expect(record["installerKey"]?["fingerprint"] == .string(fingerprint))

        _ = try await rack.run("install", "cancel", "n1")
        try commit { $0.activity = .ended(.cancelled) }
        #expect(
            try await rack.run("install", "trust", "n1", fingerprint)
                == .refused(
                    #"install job 1 of node "n1" is over; its installer needs no trust any more"#))
    }

    @Test func `a retry is asked for where it writes no disk again`() async throws {
        _ = try await rack.run("install", "n1")
        try commit { $0.activity = .ended(.failed(.waitForSSH, .httpFetchButNoSSH)) }
        #expect(
            try await rack.run("install", "retry", "n1")
                == .done(
                    "job 1 of node n1 is tried again by rackrise serve; rackrise install status n1 shows how\n"
                ))
        #expect(
            try await rack.run("install", "status", "n1", "--json").json()["request"] == "retry")
        #expect(try rack.database().takeRequest(of: 1) == .retry)
    }

    @Test func `an installed machine needs the word again, also in a list`() async throws {
        _ = try await rack.run("install", "n1")
        try commit {
            $0.isVerified = true
            $0.activity = .allowingReboot
        }
        try commit { $0.activity = .ended(.installed) }
        let message = #"node "n1" was installed before; rackrise install n1 --again installs it again"#
        #expect(try await rack.run("install", "n1") == .refused(message))
        #expect(try await rack.run("node", "set", "n1", "--boot", "install") == .refused(message))
        let list = try rack.file(
            "nodes.csv",
            """
            mac,name,profile,boot
            525400000002,n2,worker,install
            525400000001,n1,worker,install

            """)
        #expect(
            try await rack.run("node", "import", list)
                == .refused("nothing was imported because of one mistake:\n\(list):3: \(message)"))
        // Nor does another name help.
        let renamed = try rack.file(
            "renamed.csv",
            "mac,name,profile,boot,var.system\n525400000001,x,worker,install,/nix/store/\(Self.hash)-s\n")
        _ = try await rack.run("node", "remove", "n1")
        #expect(
            try await rack.run("node", "import", renamed)
                == .refused(
                    "nothing was imported because of one mistake:\n\(renamed):2: "
                        + #"node "x" was installed before as "n1"; rackrise install x --again installs it again"#
                ))
        #expect(try rack.database().openJobs().isEmpty)
        #expect(
            try await rack.run(
                "node", "add", "525400000001", "--name", "x", "--profile", "worker", "--var",
                "system=/nix/store/\(Self.hash)-s"
            ).status == 0)
        #expect(try await rack.run("install", "x", "--again", "--json").json()[0]?["stage"] == "armed")
    }

    @Test func `a list arms new nodes, and the same list again changes nothing`() async throws {
        let list = try rack.file("nodes.csv", "mac,name,profile,boot\n525400000002,n2,worker,install\n")
        #expect(try await rack.run("node", "import", list).status == 0)
        #expect(try rack.database().openJobs().map(\.node) == ["n2"])
        #expect(
            try await rack.run("node", "import", list) == .done("0 added, 0 changed, 1 unchanged\n"))
        #expect(try rack.database().openJobs().map(\.id) == [1])
        #expect(try await rack.run("node", "set", "n2", "--boot", "netboot").status == 0)
        #expect(
            try await rack.run("install", "status", "n2").out.contains("next       the arming was taken back")
        )
    }

    @Test func `a list says what it arms, and an export arms nothing`() async throws {
        let list = try rack.file("nodes.csv", "mac,name,profile,boot\n525400000001,n1,worker,install\n")
        let summary = [
            "0 would be added, 1 would be changed, 0 unchanged\n", "0 added, 1 changed, 0 unchanged\n",
        ]
        for (arguments, summary) in zip([["--dry-run"], []], summary) {
            #expect(
                try await Rack.run(
                    ["node", "import", list, "--state", rack.state, "--config", "/dev/null"] + arguments)
                    == .done("~ n1: boot local -> install\n! arms n1 for an install\n\(summary)"))
        }
        for format in ["csv", "yaml"] {
            let exported = try await rack.run("node", "export", "--format", format).out
            #expect(!exported.contains("install"))
            let report = try await rack.run(
                "node", "import", rack.file("export.\(format)", exported), "--dry-run", "--json"
            ).json()
            #expect(report["arms"] == [])
            #expect(report["ends"] == [["node": "n1", "job": 1, "phase": .null]])
        }
    }

    @Test func `what a plan lacks is named for the list, whose new node no command can set`() async throws {
        let list = try rack.file("nodes.csv", "mac,name,profile,boot\n525400000009,w9,worker,install\n")
        #expect(
            try await rack.run("node", "import", list)
                == .refused(
                    "nothing was imported because of one mistake:\n\(list):2: variable-missing: node \"w9\" has no "
                        + "variable system, which its plan refers to; write it into the list, in CSV in a column var.system"
                ))
        #expect(
            try await rack.run(
                "node", "add", "525400000009", "--name", "w9", "--profile", "worker", "--boot", "install"
            )
            .error.hasSuffix("; give --var system=VALUE too\n"))
    }

    @Test func `an install under way is ended by no edit without force, and never silently`() async throws {
        let list = try rack.file("nodes.csv", "mac,name,profile,boot\n525400000001,n1,worker,netboot\n")
        _ = try await rack.run("install", "n1")
        #expect(
            try await rack.run("node", "import", list, "--dry-run").out.contains(
                "\n! ends install job 1 of n1, which no boot has begun\n"))
        try commit {
            $0.tokens = ["t1"]
            $0.phase = .copy
            $0.attempt = 1
            $0.activity = .running
        }
        let refusal =
            "another boot setting ends install job 1 of n1, under way in copy; end it with rackrise install cancel n1, "
            + "or say --force"
        for dryRun in [["--dry-run"], []] {
            #expect(
                try await Rack.run(
                    ["node", "import", list, "--state", rack.state, "--config", "/dev/null"] + dryRun)
                    == .refused("nothing was imported because of one mistake:\n\(list):2: \(refusal)"))
        }
        #expect(try await rack.run("node", "set", "n1", "--boot", "netboot") == .refused(refusal))
        #expect(try rack.database().openJobs().count == 1)
        let report = try await rack.run("node", "import", list, "--dry-run", "--force", "--json").json()
        #expect(report["ends"] == [["node": "n1", "job": 1, "phase": "copy"]])
        let forced = try await rack.run("node", "set", "n1", "--boot", "netboot", "--force")
        #expect(forced.status == 0 && forced.out.hasPrefix("changed node n1"))
        #expect(forced.error == "rackrise: this ends install job 1 of n1, under way in copy\n")
        #expect(try rack.database().openJobs().isEmpty)
    }

    @Test func `a cancelled node that was approved meanwhile stays approved`() async throws {
        _ = try await rack.run("install", "n1")
        try commit { $0.activity = .running }
        _ = try await rack.run("install", "cancel", "n1")
        #expect(try await rack.run("node", "approve", "n1").status == 0)
        try commit { $0.activity = .ended(.cancelled) }
        #expect(try rack.database().node(name: "n1")?.state == .allowed)
    }
}
