import Foundation
import InstallPlan
import OperatorFiles
import Testing

struct PlanFileTests {
    private static let system = "system: /nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-a\n"
    private static let key = "cache.rack-1:" + String(repeating: "A", count: 43) + "="

    @Test func `the shipped example is good and says the standard values`() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = repository.appending(path: "etc/plans/nixos-closure.yaml").resolvingSymlinksInPath().path
        #expect(try InstallPlan.load(path: path) == InstallPlan(system: Template("${var.system}")))
    }

    /// The example with every commented key switched on.
    @Test func `every key is read`() throws {
        let yaml = """
            installer: rescue
            login: { user: nixos, become: sudo, trust: reported }
            system: ${var.system}
            disk: { serial: "${var.disk}", wwn: a, byId: b, minSize: 100GB, maxSize: 4TB, rotational: false, empty: true, removable: true, count: 2 }
            layout: none
            copy: { mode: pull, caches: ["http://cache.rack:5000"], keys: ["\(Self.key)"] }
            files:
              - { path: /etc/motd, content: "This is ${node.name}.\\n", owner: 0:users, mode: 0600 }
              - { path: /run/key, secret: join-token }
            verify: { closure: contents, freeSpace: 1GiB, checks: ["test -e /mnt/etc/NIXOS"] }
            confirm:
              user: admin
              become: doas
              port: 2222
              hostname: ${node.name}
              state: degraded
              units: [sshd.service, getty@tty1.service]
              pages: [{ url: "http://127.0.0.1:80/", status: 401 }, { url: "http://127.0.0.1/" }]
              checks: ["true"]
            phases:
              wait-for-ssh: { timeout: 1h }
              copy:
                timeout: 90m
                retries: { max: 2, backoff: 1500ms, on: [timeout] }
                restartAt: copy
                destructive: false
                before: [echo before]
                after: [echo after, echo again]
            """
        var expected = InstallPlan(system: Template("${var.system}"))
        expected.installer = "rescue"
        expected.login = Login(user: "nixos", become: .sudo, trust: .reported)
        expected.disk = DiskSelector(
            serial: Template("${var.disk}"), wwn: Template("a"), byID: Template("b"),
            leastSize: 100_000_000_000,
            mostSize: 4_000_000_000_000, isRotational: false, isEmpty: true, allowsRemovable: true, count: 2)
        expected.layout = nil
        expected.copy = .pull(caches: [Template("http://cache.rack:5000")], keys: [Self.key])
        expected.files = [
            PlannedFile(
                path: Template("/etc/motd"), source: .content(Template("This is ${node.name}.\n")),
                owner: try #require(FileOwner("0:users")), mode: FileMode(bits: 0o600)),
            PlannedFile(
                path: Template("/run/key"), source: .secret("join-token"), mode: FileMode(bits: 0o400)),
        ]
        expected.verify = VerifySettings(
            closure: .contents, freeSpace: 1 << 30, checks: [ShellScript("test -e /mnt/etc/NIXOS")])
        expected.confirm = ConfirmSettings(
            user: "admin", become: .doas, port: 2222, hostname: Template("${node.name}"), state: .degraded,
            units: ["sshd.service", "getty@tty1.service"],
            pages: [
                .init(url: Template("http://127.0.0.1:80/"), status: 401),
                .init(url: Template("http://127.0.0.1/")),
            ], checks: [ShellScript("true")])
        expected.phases[.waitForSSH].timeout = .seconds(3600)
        expected.phases[.copy] = PhaseSettings(
            timeout: .seconds(5400), retries: 2, backoff: .milliseconds(1500), retryOn: [.timeout],
            restartAt: .copy,
            before: [ShellScript("echo before")],
            after: [ShellScript("echo after"), ShellScript("echo again")])
        let plan = try InstallPlan(yaml: yaml, file: "f")
        #expect(plan == expected)
        // What is stored is read again as the same plan.
        let canonical = String(decoding: plan.canonical, as: UTF8.self)
        #expect(try InstallPlan(yaml: canonical, file: "f") == plan)
        #expect(try InstallPlan(yaml: canonical, file: "f").canonical == plan.canonical)
    }

    @Test(arguments: [
        "plain", "\"quoted\" \\ back", "tab\tand\nlines\n\n", "ü 漢 😀", "\u{7F}\u{85}\u{2028}\u{FEFF}\u{1}",
        ": # - {}[],&*!|>'%@`",
        " leading and trailing ", "~", "null", "true", "0123", "<<",
    ])
    func `any text survives the canonical form`(text: String) throws {
        var plan = try InstallPlan(yaml: Self.system, file: "f")
        plan.phases[.copy].before = [ShellScript(text)]
        let file = PlannedFile(
            path: Template("/a"), source: .content(Template(text)), mode: FileMode(bits: 0o644))
        plan.files = [file]
        #expect(try InstallPlan(yaml: String(decoding: plan.canonical, as: UTF8.self), file: "f") == plan)
    }

    @Test func `scripts may repeat, for they run in order`() throws {
        let yaml = """
            verify: { checks: [sync, sync] }
            confirm: { checks: ["true", "false", "true"] }
            phases: { copy: { before: [sync, mount -a, sync], after: [sync, sync] } }

            """
        let plan = try InstallPlan(yaml: Self.system + yaml, file: "f")
        let sync = ShellScript("sync")
        #expect(plan.verify.checks == [sync, sync])
        #expect(plan.confirm.checks == [ShellScript("true"), ShellScript("false"), ShellScript("true")])
        #expect(plan.phases[.copy].before == [sync, ShellScript("mount -a"), sync])
        #expect(plan.phases[.copy].after == [sync, sync])
    }

    @Test func `the installed system's login is the installer's unless the plan says otherwise`() throws {
        let plan = try InstallPlan(yaml: Self.system + "login: {user: nixos, become: doas}\n", file: "f")
        #expect(plan.confirm.user == "nixos" && plan.confirm.become == .doas)
    }

    @Test(arguments: [
        Mistake("lauout: none", #"f:2: unknown key "lauout"; did you mean layout?"#),
        Mistake(
            "phases:\n  copy:\n    timout: 5m",
            #"f:4: unknown key "timout" in phases.copy; did you mean timeout?"#),
        Mistake("phases: { cpoy: {} }", #"f:2: unknown key "cpoy" in phases; did you mean copy?"#),
        Mistake(
            "phases: { copy: { timeout: 25h } }",
            #"f:2: phases.copy.timeout is "25h"; write a time with its unit from 1s to 24h, such as 30m"#),
        Mistake(
            "phases: { copy: { retries: { max: 21, backoff: 11m, on: [rc] } } }",
            #"f:2: phases.copy.retries.max is "21"; write a number from 0 to 20 without quotes"#,
            #"f:2: phases.copy.retries.backoff is "11m"; write a time with its unit of at most 10m, such as 5s, or 0"#,
            #"f:2: phases.copy.retries.on[0] is "rc"; write connection, timeout or exit"#),
        Mistake(
            "login: { user: 'a b', become: su, trust: none }",
            #"f:2: login.user is "a b"; write a user's name, such as root"#,
            #"f:2: login.become is "su"; write root, sudo or doas"#,
            #"f:2: login.trust is "none"; write static, tofu-bound, reported, injected or console"#),
        Mistake(
            "disk: { minSize: 100, count: 0, rotational: yes }",
            #"f:2: disk.minSize is "100"; write a size with its unit, such as 512MiB or 100GB"#,
            #"f:2: disk.rotational is "yes"; write true or false without quotes"#,
            #"f:2: disk.count is "0"; write a number from 1 to 32 without quotes"#),
        Mistake("layout: { root: zfs }", #"f:2: layout.root is "zfs"; write ext4, btrfs or xfs"#),
        Mistake("layout: gpt", #"f:2: layout is "gpt"; write a section of keys: esp, swap, root"#),
        Mistake(
            "copy: { keys: [] }", "f:2: copy.keys is for mode: pull; write that, or remove it"),
        Mistake(
            "copy:\n  mode: pull\n  keys: [abc]\n  caches: [ftp://x]",
            #"f:4: copy.keys[0] is "abc"; write a cache's public key, such as cache.example-1:BASE64="#,
            #"f:5: copy.caches[0] is "ftp://x"; write an address that begins with http:// or https://"#),
        Mistake(
            "copy:\n  mode: pull", "f:2: copy.keys is missing; a pull checks signatures by at least one key"),
        Mistake(
            "files:\n  - path: /a\n    content: x\n    secret: y\n  - content: x\n  - {path: a, content: x}",
            "f:3: files[0] is no file; write its path, and either content or the secret's name",
            "f:6: files[1] is no file; write its path, and either content or the secret's name",
            #"f:7: files[2].path is "a"; write an absolute path without "..", such as /etc/motd"#),
        Mistake(
            "files: [{path: /a/../b, content: x, mode: 8, owner: root}]",
            #"f:2: files[0].path is "/a/../b"; write an absolute path without "..", such as /etc/motd"#),
        Mistake(
            "files: [{path: /b, content: x, mode: 0800, owner: root}]",
            #"f:2: files[0].owner is "root"; write user:group, such as root:root or 0:0"#,
            #"f:2: files[0].mode is "0800"; write three or four octal digits, such as 0644"#),
        Mistake(
            "files: /a",
            #"f:2: files is "/a"; write a list of sections with the keys path, content, secret, owner, mode"#),
        Mistake(
            "files:\n  - path: /k\n    secret: k\n    mode: 0444",
            "f:5: the secret k would be open to every user with 0444; write 0400 or 0440"),
        Mistake(
            "phases:\n  copy:\n    restartAt: partition",
            "f:4: copy restarts at partition, and partition is destructive and runs once; restart after it"),
        Mistake(
            "phases:\n  partition:\n    retries:\n      max: 1",
            "f:4: partition is destructive and runs once for each arming; write max: 0"),
        Mistake(
            "confirm:\n  units: [sshd]\n  pages: [{status: 200}]",
            #"f:3: confirm.units[0] is "sshd"; write a unit's name, such as sshd.service"#,
            "f:4: confirm.pages[0] has no url; write the address to fetch"),
        Mistake(
            "confirm: { units: [a.service, b.service, a.service] }",
            #"f:2: confirm.units[2] repeats "a.service"; keep it once"#),
        Mistake(
            "confirm:\n  checks:\n    - echo ${node.nam}",
            "f:4: ${node.nam} is no reference; write ${node.name}, ${node.mac}, ${node.profile} or ${var.NAME}"
        ),
    ])
    func `a mistake is named with its line, key, value and remedy`(mistake: Mistake) {
        let error = #expect(throws: OperatorFileError.self) {
            try InstallPlan(yaml: Self.system + mistake.yaml, file: "f")
        }
        #expect(error?.problems.map(\.description) == mistake.problems)
    }

    @Test func `a script that no machine would run is too long`() throws {
        func plan(_ size: Int) throws -> InstallPlan {
            try InstallPlan(
                yaml: Self.system + "verify:\n  checks: [\(String(repeating: "x", count: size))]", file: "f")
        }
        #expect(try plan(65536).verify.checks.count == 1)
        let error = #expect(throws: OperatorFileError.self) { try plan(65537) }
        #expect(
            error?.problems.map(\.description) == [
                "f:3: verify.checks[0] has 65537 octets, and a script at most 65536; put what it needs into the closure "
                    + "or files"
            ])
    }

    @Test(arguments: [
        ("", "f: system is missing; write the store path of the system to install, or ${var.system}"),
        ("system:", "f:1: system is empty; write a text, which may refer to ${node.name} or ${var.NAME}"),
        (
            "system: /etc",
            "f:1: system is no store path; write the toplevel's, such as /nix/store/HASH-nixos-system-NAME, or ${var.system}"
        ),
    ])
    func `a plan names its system`(yaml: String, problem: String) {
        let error = #expect(throws: OperatorFileError.self) { try InstallPlan(yaml: yaml, file: "f") }
        #expect(error?.problems.map(\.description) == [problem])
    }
}
