import Commands
import Foundation
import InstallPlan
import Lab
import Store
import Testing

@testable import Installer

/// Systems that would not boot or let nobody in: their machines never restart.
@Suite(.serialized, .timeLimit(.minutes(15))) struct FaultySystemTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Lines of ballast in the system.
        var ballast = 0
        /// The boot loader's step, in place of one that works.
        var bootLoader: String?
        /// A change of the plan.
        var change: @Sendable (String) -> String = { $0 }
        let phase: InstallPhase
        let code: FailureCode
        let words: String

        init(
            _ description: String, _ phase: InstallPhase, _ code: FailureCode, _ words: String,
            ballast: Int = 0, bootLoader: String? = nil,
            change: @escaping @Sendable (String) -> String = { $0 }
        ) {
            self.ballast = ballast
            testDescription = description
            self.phase = phase
            self.code = code
            self.words = words
            self.bootLoader = bootLoader.map { "#!/bin/sh\n\($0)\n" }
            self.change = change
        }
    }

    private static let entry = """
        mkdir -p /boot/loader/entries
        system=$(readlink -f /nix/var/nix/profiles/system)
        """

    static let cases = [
        Case("a disk that is full", .copy, .storeFull, "No space left on device", ballast: 3_000_000) {
            $0 + "  copy: { before: [\"mkdir -p /mnt/nix && mount -t tmpfs -o size=4m full /mnt/nix\"] }"
        },
        Case("an installer without nix", .copy, .toolMissing, "nix-store is not on the machine") {
            $0 + "  copy: { before: [\"mount --bind /dev/null /usr/bin/nix-store\"] }"
        },
        Case(
            "a script whose words are nix's too", .copy, .commandFailed, "status 3: the licence is not valid"
        ) {
            $0 + "  copy: { retries: { max: 0 }, after: [\"echo the licence is not valid; exit 3\"] }"
        },
        Case(
            "a boot loader's step that fails", .install, .noBootloader, "ended with 3",
            bootLoader: "echo no; exit 3"),
        Case(
            "a step that writes nothing", .verify, .noBootloader, "no entry under /boot names init=",
            bootLoader: "true"),
        Case(
            "an entry of another system", .verify, .noBootloader, "no entry under /boot names init=",
            bootLoader: """
                \(entry)
                echo "options init=/nix/store/00000000000000000000000000000000-other/init" >/boot/loader/entries/a.conf
                """),
        Case(
            "an entry whose kernel is not there", .verify, .noBootloader,
            "a.conf names /kernel, which is not there",
            bootLoader: """
                \(entry)
                printf 'linux /kernel\\noptions init=%s/init\\n' "$system" >/boot/loader/entries/a.conf
                """),
        Case("nobody who could log in", .verify, .noLogin, "no user has an authorized key") {
            $0.replacing("/root/.ssh/authorized_keys", with: "/root/.ssh/other")
        },
        Case("too little space", .verify, .storeFull, "bytes left and the plan wants") {
            $0 + "\nverify: { freeSpace: 1000TB }"
        },
        Case("a check of the plan", .verify, .checkFailed, "verify.checks[0] ended with 7: not as it was") {
            $0 + "  verify: { retries: { max: 0 } }\nverify: { checks: [\"echo not as it was; exit 7\"] }"
        },
        // Only the last of the three is one that the system waits for.
        Case(
            "a device that is not there", .verify, .noBootloader,
            "names LABEL=nowhere, which the machine does not"
        ) {
            $0.replacing(
                "files:",
                with: """
                    files:
                      - path: /etc/fstab
                        content: |
                          LABEL=spare /spare ext4 defaults,nofail 0 2
                          LABEL=stick /stick ext4 noauto,user
                          LABEL=nowhere / ext4
                    """)
        },
        Case("a file that is changed after it was written", .verify, .fileMismatch, "another content") {
            $0 + "  install: { after: [\"echo x >>/mnt/etc/secrets/token\"] }"
        },
        Case("a path that is not what was copied", .verify, .systemMissing, "is not what it should be") {
            let path = "/mnt/nix/store/*-nixos-system-small-1/init"
            return $0 + "  copy: { after: [\"chmod u+w \(path); echo x | tee -a \(path)\"] }\n"
                + "verify: { closure: contents }"
        },
        Case("an owner whom the system does not know", .verify, .fileMismatch, "no user or group nobody-here")
        {
            $0.replacing("app:app", with: "nobody-here:app")
        },
    ]

    @Test(arguments: cases) func `a system that is not fit stops before the restart`(example: Case)
        async throws
    {
        let system = try await SmallSystem.make(ballast: example.ballast, bootLoader: example.bootLoader)
        let bench = try await EngineBench(plan: example.change(system.plan()))
        await bench.startEngine()
        try await bench.bootInstaller()
        let machine = try await bench.installer()
        #expect(
            try await bench.end() == .failed(example.phase, example.code), "\(bench.story)\n\(bench.logs)")
        try await bench.waitForStory(example.words)
        #expect(!machine.isOver)
        #expect(try bench.stored().record.isVerified == false)
        await bench.stopEngine()
    }

    @Test func `a system with another host key is not the one that was installed`() async throws {
        let system = try await SmallSystem.make()
        let bench = try await EngineBench(plan: system.plan())
        await bench.startEngine()
        try await bench.bootInstaller()
        try await bench.installer().waitForEnd()
        let key = bench.disk + "/etc/ssh/ssh_host_ed25519_key"
        try FileManager.default.removeItem(atPath: key)
        try await Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).run()
        let machine = try await bench.installedSystem(system.path)
        defer { withExtendedLifetime(machine) {} }
        #expect(try await bench.end() == .failed(.confirm, .hostkeyMismatch), "\(bench.story)")
        await bench.stopEngine()
    }
}
