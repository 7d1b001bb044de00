import InstallPlan
import Lab
import NetTypes
import Synchronization
import Testing

@testable import Installer

/// Sessions with a real SSH server.
@Suite(.timeLimit(.minutes(15))) struct RemoteShellTests {
    struct LoginCase: CustomTestStringConvertible {
        let user: String
        let become: Escalation
        var testDescription: String { "\(user) by \(become)" }
    }

    static let logins =
        [LoginCase(user: "root", become: .root)]
        + ["u-bash", "u-dash", "u-fish", "u-csh"].flatMap { user in
            [Escalation.sudo, .doas].map { LoginCase(user: user, become: $0) }
        }

    @Test func everyLoginShellAndEscalationRunsAScriptAsRoot() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        for login in Self.logins {
            let shell = try await bench.shell(login.user, login.become)
            let script = MachineScript(
                "id -u\nprintf '%s\\n' \"$odd\"\necho aside >&2\nfalse\n",
                ["odd": "it's $HOME \"!\" \\ `x`\n;"])
            let outcome = try await shell.run(script)
            #expect(outcome.text == "0\nit's $HOME \"!\" \\ `x`\n;\n\n", "\(login.testDescription)")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("aside"))
        }
    }

    @Test func theLongestScriptOfAPlanRuns() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        let end = "\necho it ran"
        let text = "#" + String(repeating: "x", count: ShellScript.sizeLimit - end.utf8.count - 1) + end
        #expect(try await shell.run(PhaseRun.isolated(text)).text == "it ran\n\n")
    }

    @Test func aUserWithoutPermissionIsNamed() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        for become in [Escalation.sudo, .doas] {
            let shell = try await bench.shell("u-none", become)
            await #expect { try await shell.run(MachineScript("true")) } throws: { error in
                guard case ConnectionFailure.refused(let failure) = error else { return false }
                return failure.code == .escalationRefused
            }
        }
    }

    @Test func anotherKeyOfOursIsRefused() async throws {
        let bench = try await SSHBench(authorizedKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVvbm9ib2R5")
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        await #expect { try await shell.run(MachineScript("true")) } throws: { error in
            guard case ConnectionFailure.refused(let failure) = error else { return false }
            return failure.code == .authRefused && failure.detail.contains("Permission denied")
        }
    }

    @Test func anotherHostKeyStopsTheSessionBeforeAnythingIsSent() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        let other = try #require(
            HostKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmq7IPlzXgYF2kW3Sxr9ZlZPyQOIxmpAP5vvSbrIvkT"))
        #expect(shell.trust.pin(other))
        await #expect { try await shell.run(MachineScript("true")) } throws: { error in
            guard case ConnectionFailure.refused(let failure) = error else { return false }
            return failure.code == .hostkeyMismatch
        }
        #expect(!bench.machine.log.contains("Accepted publickey"))
    }

    @Test func theHandshakeLearnsTheKeyAndLogsNobodyIn() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let key = try await HostKeyHandshake(endpoint: bench.endpoint("root", .root), trust: bench.trust)
            .learn(SessionLimit(1))
        #expect("\(key)" == bench.hostKey)
        #expect(!bench.machine.log.contains("Accepted"))
    }

    @Test func nobodyThereIsUnreachable() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        await bench.machine.stop()
        await #expect { try await shell.run(MachineScript("true")) } throws: { error in
            if case ConnectionFailure.unreachable = error { true } else { false }
        }
    }

    @Test func aMachineThatGoesAwayIsALostConnection() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        await #expect { try await shell.run(MachineScript("sleep 0.5; kill -TERM 1; sleep 20")) } throws: {
            error in
            if case ConnectionFailure.lost = error { true } else { false }
        }
    }

    @Test(arguments: [true, false])
    func `a machine that goes away with a step counts as having begun it only when it has`(
        hasBegun: Bool
    ) async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        let end = "sleep 0.5; kill -TERM 1; sleep 20"
        if !hasBegun {
            // What would begin the step takes the machine down in its place.
            let program = "/run/current-system/sw/bin/setsid"
            _ = try await shell.run(
                MachineScript(
                    "mkdir -p \(program.dropLast(7)); echo '#!/bin/sh\n\(end)' >\(program); chmod 755 \(program)\n"
                ))
        }
        let ending: DetachedStep.Ending?
        do {
            ending = try await DetachedStep(job: 1, name: "1-reboot").follow(
                on: shell, script: MachineScript(end), from: 0, output: { _ in }, progress: { _, _ in })
        } catch ConnectionFailure.lost {
            ending = nil
        }
        if case .lost = ending { #expect(hasBegun) } else { #expect(ending == nil && !hasBegun) }
    }

    @Test func aScriptNamesWhatIsWrong() async throws {
        let bench = try await SSHBench()
        defer { withExtendedLifetime(bench) {} }
        let shell = try await bench.shell("root", .root)
        await #expect(throws: InstallFailure(.toolMissing, "no-such-tool is not on the machine")) {
            try await shell.run(MachineScript("need sh no-such-tool\necho never\n"))
        }
        await #expect(throws: InstallFailure(.commandFailed, "evil-name \\033[31m red")) {
            try await shell.run(MachineScript("fail evil-name '\\033[31m red'"))
        }
    }
}
