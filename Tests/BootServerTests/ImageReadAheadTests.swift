import NetTypes
import Testing

@testable import BootServer

struct ImageReadAheadTests {
    private let start = Instant(nanoseconds: 1)

    @Test func `a rack of machines with one image has it read once`() {
        let readAhead = ImageReadAhead()
        #expect(readAhead.isDue("a", at: start))
        #expect(!readAhead.isDue("a", at: start + .seconds(1)))
        #expect(readAhead.isDue("b", at: start + .seconds(1)))
        #expect(!readAhead.isDue("a", at: start + .seconds(59)))
        #expect(readAhead.isDue("a", at: start + ImageReadAhead.interval))
        #expect(!readAhead.isDue("a", at: start + ImageReadAhead.interval + .seconds(1)))
    }

    @Test func `forgotten versions are read again`() {
        let readAhead = ImageReadAhead()
        for number in 0...ImageReadAhead.capacity { #expect(readAhead.isDue("\(number)", at: start)) }
        #expect(readAhead.isDue("0", at: start))
        #expect(!readAhead.isDue("\(ImageReadAhead.capacity)", at: start))
    }
}
