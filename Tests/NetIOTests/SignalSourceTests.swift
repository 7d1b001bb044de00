import Glibc
import NetIO
import Testing

/// Signals reach a loop from the moment its source is there, and their old action from the moment it is gone.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct SignalSourceTests {
    @Test func `a signal right after the source was made is heard`() async {
        for _ in 0..<50 {
            let executor = LoopExecutor(label: "rackrise.test")
            let (heard, continuation) = AsyncStream.makeStream(of: Void.self)
            let source = SignalSource(SIGUSR1, on: executor) { continuation.yield() }
            kill(getpid(), SIGUSR1)
            var iterator = heard.makeAsyncIterator()
            #expect(await iterator.next() != nil)
            withExtendedLifetime(source) {}
        }
    }

    @Test func `what comes with nobody to hear it has the action from before`() async {
        signal(SIGUSR2, SIG_IGN)
        let executor = LoopExecutor(label: "rackrise.test")
        do {
            let source = SignalSource(SIGUSR2, on: executor) {}
            #expect(!isIgnored(SIGUSR2))
            withExtendedLifetime(source) {}
        }
        #expect(isIgnored(SIGUSR2))
        kill(getpid(), SIGUSR2)
        let (heard, continuation) = AsyncStream.makeStream(of: Void.self)
        let source = SignalSource(SIGUSR2, on: executor) { continuation.yield() }
        kill(getpid(), SIGUSR2)
        var iterator = heard.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        withExtendedLifetime(source) {}
    }

    private func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
