import NetTypes
import Testing

@testable import BootServer

struct AskedBootsTests {
    private let key = AskedBoots.Key(job: 7, token: "t")
    private let start = Instant(nanoseconds: 0)

    @Test func `the first request asks, its copies wait, and one of them has the answer`() {
        var asked = AskedBoots()
        #expect(asked.step(key, at: start) == .ask)
        #expect(asked.step(key, at: start + .seconds(1)) == .wait)
        #expect(asked.step(AskedBoots.Key(job: 7, token: "u"), at: start) == .ask)
        asked.settle(key, .installer, at: start + .seconds(2))
        #expect(asked.step(key, at: start + .seconds(3)) == .answer(.installer))
        // Whoever asks again is a new request, and the driver knows the token.
        #expect(asked.step(key, at: start + .seconds(3)) == .ask)
    }

    @Test func `an answer that nobody fetched is forgotten, and so is a question`() {
        var asked = AskedBoots()
        #expect(asked.step(key, at: start) == .ask)
        #expect(asked.step(key, at: start + AskedBoots.keepTime) == .ask)
        asked.settle(key, .installer, at: start + AskedBoots.keepTime)
        #expect(asked.step(key, at: start + AskedBoots.keepTime * 2) == .ask)
    }

    @Test func `what nobody asked has no answer`() {
        var asked = AskedBoots()
        asked.settle(key, .installer, at: start)
        #expect(asked.step(key, at: start) == .ask)
    }

    @Test func `at the bound new boots wait until old ones are forgotten`() {
        var asked = AskedBoots()
        for number in 0..<AskedBoots.capacity {
            #expect(asked.step(AskedBoots.Key(job: 1, token: "\(number)"), at: start) == .ask)
        }
        #expect(asked.step(key, at: start + .seconds(1)) == .wait)
        #expect(asked.count == AskedBoots.capacity)
        #expect(asked.step(key, at: start + AskedBoots.keepTime) == .ask)
        #expect(asked.count == 1)
    }
}
