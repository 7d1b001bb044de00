import BootModel
import NetTypes
import Testing

@testable import BootServer

/// The script that begins a boot of an installer, over a real connection.
@Suite(.timeLimit(.minutes(15)))
struct InstallScriptTests {
    private func script(_ token: String) -> String { "GET /b/\(token)/boot.ipxe" }

    @Test func `it is sent when its boot is spent, and others are served meanwhile`() async throws {
        let boots = ScriptedBoots(.installer, isHeld: true)
        let server = try LoopbackHTTP(InstallDesk(boots))
        let token = try ArmedRack.token()
        let machine = try server.connect()
        let other = try server.connect()
        try await machine.send(script(token), "GET /healthz")
        await boots.waitUntilAsked()

        try await other.send("GET /healthz", "GET /b/\(try ArmedRack.token(ArmedRack.other))/boot.ipxe")
        #expect(try await other.read(until: "#!ipxe").contains("ok\n"))
        await boots.release()

        // The request that waited comes first, then the one behind it.
        let answers = try await machine.read(until: "\r\n\r\nok\n")
        let arguments = "init=/init quiet rackrise.token=\(token)"
        let position = try #require(answers.firstRange(of: arguments))
        #expect(answers[position.upperBound...].contains("\r\n\r\nok\n"))
        #expect(answers.contains("/b/\(token)/installer/v1/bzImage"))
        #expect(await boots.asked == ["7 \(token)"])
        await server.stop()
    }

    @Test(arguments: [
        (InstallBoot.localDisk("job 7 is verified"), "sanboot", "job 7 is verified"),
        (.unavailable("the database is away"), "exit 1", "the database is away"),
    ])
    func `another answer is followed, and says why`(boot: InstallBoot, command: String, reason: String)
        async throws
    {
        let server = try LoopbackHTTP(InstallDesk(ScriptedBoots(boot)))
        let machine = try server.connect()
        try await machine.send(script(try ArmedRack.token()), "GET /healthz")
        let answers = try await machine.read(until: "\r\n\r\nok\n")
        #expect(answers.contains(command) && answers.contains(reason))
        #expect(!answers.contains("rackrise.token") && !answers.contains("bzImage"))
        await server.stop()
    }

    @Test func `no answer in time, or nobody to ask, boots nothing`() async throws {
        let silent = ScriptedBoots(.installer, isHeld: true)
        for (desk, reason) in [
            (InstallDesk(silent, patience: .milliseconds(50)), "could not be recorded within"),
            (InstallDesk(nil), "runs no installs"),
        ] {
            let server = try LoopbackHTTP(desk)
            let machine = try server.connect()
            try await machine.send(script(try ArmedRack.token()), "GET /healthz")
            let answers = try await machine.read(until: "\r\n\r\nok\n")
            #expect(answers.contains(reason) && answers.contains("#!ipxe"))
            #expect(!answers.contains("rackrise.token"))
            await server.stop()
        }
        await silent.release()
    }

    @Test func `a head, a menu and a request without a token spend nothing`() async throws {
        let boots = ScriptedBoots(.installer)
        let server = try LoopbackHTTP(InstallDesk(boots))
        let token = try ArmedRack.token()
        let machine = try server.connect()
        try await machine.send(
            "HEAD /b/\(token)/boot.ipxe", script(token) + "?menu=1",
            "GET /boot.ipxe?mac=\(ArmedRack.mac)", "GET /b/\(token)x/boot.ipxe?mac=\(ArmedRack.mac)",
            "GET /healthz")
        let answers = try await machine.read(until: "\r\n\r\nok\n")
        #expect(answers.matches(of: /carries no token of a boot/).count == 2)
        #expect(!answers.contains("rackrise.token"))
        #expect(await boots.asked == [])
        await server.stop()
    }

    @Test func `a machine that goes away while it waits holds up nobody`() async throws {
        let boots = ScriptedBoots(.installer, isHeld: true)
        let server = try LoopbackHTTP(InstallDesk(boots))
        let token = try ArmedRack.token()
        let gone = try server.connect()
        try await gone.send(script(token))
        await boots.waitUntilAsked()
        gone.close()

        // It comes back with the same token, and has the answer to that.
        let machine = try server.connect()
        try await machine.send(script(token))
        await boots.waitUntilAsked(2)
        await boots.release()
        #expect(try await machine.read(until: "\nboot").contains("rackrise.token=\(token)"))
        #expect(await boots.asked == ["7 \(token)", "7 \(token)"])
        await server.stop()
    }
}
