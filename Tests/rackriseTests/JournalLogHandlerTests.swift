import Logging
import Testing

@testable import rackrise

@Suite struct JournalLogHandlerTests {
    @Test(arguments: [
        (Logger.Level.debug, "<7>"), (.info, "<6>"), (.notice, "<5>"), (.warning, "<4>"), (.error, "<3>"),
    ])
    func `a line begins with its severity as the journal reads it`(level: Logger.Level, prefix: String) {
        #expect(JournalLogHandler.text(level, "ready", [:]) == "\(prefix)ready\n")
    }

    @Test func `what is known about an event follows it, and no line is without a severity`() {
        #expect(
            JournalLogHandler.text(.warning, "two\nlines", ["node": "w1", "mac": "52:54:00:00:00:01"])
                == "<4>two\n<4>lines [mac=52:54:00:00:00:01, node=w1]\n")
    }
}
