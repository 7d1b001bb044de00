import NetTypes
import Testing

@testable import BootServer

@Suite(.timeLimit(.minutes(15)))
struct InstallDeskTests {
    private func outcome(_ desk: InstallDesk, _ question: InstallDesk.Question) async -> InstallDesk.Outcome {
        await withCheckedContinuation { continuation in
            desk.ask(question) { continuation.resume(returning: $0) }
        }
    }

    private let report = InstallDesk.Question.report(
        job: 7, token: "t", address: IPv4Address(10, 0, 0, 9), keys: ["ssh-ed25519 AAAA"])

    @Test func `the driver's word is passed on`() async {
        let boots = ScriptedBoots(.localDisk("over"))
        let desk = InstallDesk(boots)
        #expect(await outcome(desk, .boot(job: 7, token: "t")) == .boot(.localDisk("over")))
        #expect(await outcome(desk, report) == .report(true))
        #expect(await boots.asked == ["7 t", "7 t 10.0.0.9 [\"ssh-ed25519 AAAA\"]"])
    }

    @Test func `an answer that comes too late changes nothing`() async {
        let boots = ScriptedBoots(.installer, isHeld: true)
        let desk = InstallDesk(boots, patience: .milliseconds(20))
        guard case .boot(.unavailable(let why)) = await outcome(desk, .boot(job: 7, token: "t")) else {
            Issue.record("the boot was granted")
            return
        }
        #expect(why.contains("could not be recorded"))
        #expect(await outcome(desk, report) == .report(false))
        // A second call of the continuation would trap.
        await boots.release()
    }
}
