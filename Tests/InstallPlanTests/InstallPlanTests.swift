import InstallPlan
import Testing

struct InstallPlanTests {
    @Test func `the canonical form has one spelling, with every standard value`() {
        let text = String(decoding: InstallPlan.sample.canonical, as: UTF8.self)
        #expect(
            text.hasPrefix(
                #"{"confirm":{"become":"root","checks":[],"pages":[],"port":22,"state":"running","units":[],"user":"root"},"#
                    + #""copy":{"mode":"push"},"disk":{"count":1,"removable":false},"files":[],"#
                    + #""layout":{"esp":"1GiB","root":"ext4","swap":"0"},"#
                    + #""login":{"become":"root","trust":"tofu-bound","user":"root"},"phases":{"confirm":"#))
        #expect(
            text.contains(
                #""copy":{"after":[],"before":[],"destructive":false,"restartAt":"copy","#
                    + #""retries":{"backoff":"5s","max":5,"on":["connection","timeout","exit"]},"timeout":"1h"}"#
            ))
        #expect(text.hasSuffix(#""verify":{"checks":[],"closure":"valid","freeSpace":"0"}}"#))
    }

    @Test func `whatever differs in a plan differs in its canonical form`() {
        let changes: [(inout InstallPlan) -> Void] = [
            { $0.installer = "rescue" }, { $0.login.user = "nixos" }, { $0.login.become = .sudo },
            { $0.login.trust = .reported }, { $0.system = Template("${var.system}") },
            { $0.disk.serial = Template("a") }, { $0.disk.wwn = Template("a") },
            { $0.disk.byID = Template("a") },
            { $0.disk.leastSize = 1 }, { $0.disk.mostSize = 1 }, { $0.disk.isRotational = true },
            { $0.disk.isRotational = false }, { $0.disk.isEmpty = true }, { $0.disk.allowsRemovable = true },
            { $0.disk.count = 2 }, { $0.layout = nil }, { $0.layout?.esp = 1 << 29 },
            { $0.layout?.swap = 1 << 29 },
            { $0.layout?.root = .btrfs }, { $0.copy = .pull(caches: [], keys: []) },
            { $0.copy = .pull(caches: [Template("http://c")], keys: []) },
            { $0.copy = .pull(caches: [], keys: ["k"]) },
            {
                $0.files = [
                    PlannedFile(path: Template("/a"), source: .secret("a"), mode: FileMode(bits: 0o400))
                ]
            },
            {
                $0.files = [
                    PlannedFile(
                        path: Template("/a"), source: .content(Template("a")), mode: FileMode(bits: 0o400))
                ]
            },
            { $0.verify.closure = .contents }, { $0.verify.freeSpace = 1 },
            { $0.verify.checks = [ShellScript("a")] }, { $0.confirm.user = "admin" },
            { $0.confirm.become = .doas },
            { $0.confirm.port = 2222 }, { $0.confirm.hostname = Template("a") }, { $0.confirm.state = .any },
            { $0.confirm.units = ["a.service"] }, { $0.confirm.pages = [.init(url: Template("http://a"))] },
            { $0.confirm.pages = [.init(url: Template("http://a"), status: 401)] },
            { $0.confirm.checks = [ShellScript("a")] }, { $0.phases[.copy].timeout = .seconds(61) },
            { $0.phases[.copy].retries = 4 }, { $0.phases[.copy].backoff = .milliseconds(1500) },
            { $0.phases[.copy].retryOn = [.timeout] }, { $0.phases[.install].restartAt = .install },
            { $0.phases[.copy].isDestructive = true }, { $0.phases[.copy].before = [ShellScript("a")] },
            { $0.phases[.copy].after = [ShellScript("a")] },
        ]
        var seen: Set<[UInt8]> = [InstallPlan.sample.canonical]
        for (index, change) in changes.enumerated() {
            var plan = InstallPlan.sample
            change(&plan)
            #expect(seen.insert(plan.canonical).inserted, "change \(index) is lost")
            #expect(plan.canonical == plan.canonical)
        }
    }

    @Test func `standard plans break no rule`() { #expect(InstallPlan.sample.complaints == []) }

    struct Case: CustomTestStringConvertible {
        var path: String
        var message: String
        var change: @Sendable (inout InstallPlan) -> Void
        var testDescription: String { message }

        init(_ path: String, _ message: String, _ change: @escaping @Sendable (inout InstallPlan) -> Void) {
            self.path = path
            self.message = message
            self.change = change
        }
    }

    @Test(arguments: [
        Case("phases.partition.destructive", "partition is always destructive; leave this out") {
            $0.phases[.partition].isDestructive = false
        },
        Case(
            "phases.partition.retries", "partition is destructive and runs once for each arming; write max: 0"
        ) {
            $0.phases[.partition].retries = 1
        },
        Case("phases.facts.restartAt", "facts restarts at copy, which is later; write facts") {
            $0.phases[.facts].restartAt = .copy
        },
        Case(
            "phases.confirm.restartAt",
            "confirm restarts at install, and nothing is installed again after verify; write confirm"
        ) { $0.phases[.confirm].restartAt = .install },
        Case(
            "phases.copy.restartAt",
            "copy restarts at partition, and partition is destructive and runs once; restart after it"
        ) { $0.phases[.copy].restartAt = .partition },
        Case(
            "phases.install.restartAt",
            "install restarts at files, and files is destructive and runs once; restart after it"
        ) {
            $0.phases[.files].isDestructive = true
            $0.phases[.files].retries = 0
        },
        Case(
            "phases.gate.before",
            "no script may run before the gate has passed; use after of gate or a later phase"
        ) { $0.phases[.gate].before = [ShellScript("true")] },
        Case(
            "phases.wait-for-ssh.after",
            "no script may run before the gate has passed; use after of gate or a later phase"
        ) { $0.phases[.waitForSSH].after = [ShellScript("true")] },
        Case("phases.reboot.after", "the machine is gone after reboot; use before of confirm") {
            $0.phases[.reboot].after = [ShellScript("true")]
        },
        Case("disk.minSize", "disk.minSize 2TB is above disk.maxSize 1TB; exchange them") {
            $0.disk.leastSize = 2_000_000_000_000
            $0.disk.mostSize = 1_000_000_000_000
        },
        Case(
            "disk.count",
            "the layout takes one disk and disk.count is 2; write count: 1, or layout: none and scripts before partition"
        ) { $0.disk.count = 2 },
        Case("layout.esp", "layout.esp is 1MiB; a kernel and its initrd need at least 128MiB") {
            $0.layout?.esp = 1 << 20
        },
        Case("copy", "copy.keys is missing; a pull checks signatures by at least one key") {
            $0.copy = .pull(caches: [], keys: [])
        },
        Case("files[1].path", "/etc/motd stands twice; keep one of them") {
            let file = PlannedFile(
                path: Template("/etc/motd"), source: .content(Template("x")), mode: FileMode(bits: 0o644))
            $0.files = [file, file]
        },
        Case("files[0].mode", "the secret token would be open to every user with 0404; write 0400 or 0440") {
            $0.files = [
                PlannedFile(path: Template("/t"), source: .secret("token"), mode: FileMode(bits: 0o404))
            ]
        },
        Case(
            "system",
            "system is no store path; write the toplevel's, such as /nix/store/HASH-nixos-system-NAME, or ${var.system}"
        ) { $0.system = Template("/nix/store/*-nixos-system") },
        Case(
            "phases.copy.after[0]",
            "${node.nam} is no reference; write ${node.name}, ${node.mac}, ${node.profile} or ${var.NAME}"
        ) { $0.phases[.copy].after = [ShellScript("echo ${node.nam}")] },
    ])
    func `a broken rule is named with its place and remedy`(item: Case) {
        var plan = InstallPlan.sample
        item.change(&plan)
        #expect(plan.complaints == [PlanComplaint(item.path, item.message)])
    }

    @Test func `trust is a ladder with an order, and pauses double up to a limit`() {
        #expect(
            HostKeyTrust.allCases.map(\.rawValue) == [
                "static", "tofu-bound", "reported", "injected", "console",
            ])
        #expect(HostKeyTrust.allCases == HostKeyTrust.allCases.sorted())
        let settings = PhaseSettings.standard(.copy)
        #expect(
            (1...9).map { settings.pause(beforeRetry: $0) }
                == [5, 10, 20, 40, 80, 160, 320, 600, 600].map { .seconds($0) })
    }

    @Test(
        arguments: [
            ("0", 0), ("1B", 1), ("1KiB", 1024), ("512MiB", 512 << 20), ("4TB", 4_000_000_000_000),
            ("1GiB", 1 << 30),
        ] as [(String, UInt64)])
    func `a size has one text`(text: String, size: UInt64) {
        #expect(ByteSize.parse(text) == size)
        #expect(ByteSize.text(size) == text)
    }

    @Test(arguments: ["", "1", "GB", "1 GB", "-1GB", "1.5GB", "1gb", "99999999999TB", "+1GB"])
    func `other texts are no size`(text: String) { #expect(ByteSize.parse(text) == nil) }
}
