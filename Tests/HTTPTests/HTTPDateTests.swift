import HTTP
import Testing

struct HTTPDateTests {
    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func `a time is written and read`(_ time: Int64, _ text: String) {
        #expect(HTTPDate.text(unixTime: time) == text)
        #expect(HTTPDate.unixTime(text) == time)
    }

    @Test func `every day of five centuries is read back`() {
        for day in 0..<Int64(182_622) {
            let time = day * 86_400 + day % 86_400
            if HTTPDate.unixTime(HTTPDate.text(unixTime: time)) != time {
                Issue.record("day \(day)")
                return
            }
        }
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:+7 GMT", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
    ])
    func `another form or an impossible time is no date`(_ text: String) {
        #expect(HTTPDate.unixTime(text) == nil)
    }

    @Test(arguments: [(Int64.min, "Thu, 01 Jan 1970 00:00:00 GMT"), (.max, "Fri, 31 Dec 9999 23:59:59 GMT")])
    func `a time out of range is brought into it`(_ time: Int64, _ text: String) {
        #expect(HTTPDate.text(unixTime: time) == text)
    }
}
