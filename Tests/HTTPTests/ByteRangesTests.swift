import HTTP
import Testing

struct ByteRangesTests {
    @Test(
        arguments: [
            ("bytes=0-0", .partial([0..<1])),
            ("bytes=0-", .partial([0..<1000])),
            ("Bytes=500-599", .partial([500..<600])),
            ("bytes=500-5000", .partial([500..<1000])),
            ("bytes=999-", .partial([999..<1000])),
            ("bytes=-1", .partial([999..<1000])),
            ("bytes=-5000", .partial([0..<1000])),
            ("bytes=0-1,5-6", .partial([0..<2, 5..<7])),
            ("bytes= 5-6 ,\t0-1", .partial([0..<2, 5..<7])),
            ("bytes=0-4,5-6", .partial([0..<7])),
            ("bytes=0-9,2-3,-10", .partial([0..<10, 990..<1000])),
            ("bytes=0-1,1000-", .partial([0..<2])),
            ("bytes=0-18446744073709551615", .partial([0..<1000])),
            ("bytes=0-99999999999999999999999", .partial([0..<1000])),
            ("bytes=1000-", .unsatisfiable),
            ("bytes=1000-1001", .unsatisfiable),
            ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999999-", .unsatisfiable),
            ("bytes=5-4", .whole),
            ("bytes=", .whole),
            ("bytes=-", .whole),
            ("bytes=1", .whole),
            ("bytes=1-2-3", .whole),
            ("bytes=a-b", .whole),
            ("bytes=+1-2", .whole),
            ("bytes=1-x", .whole),
            ("bytes=x-1", .whole),
            ("bytes=1 -2", .whole),
            ("bytes=1-2,", .whole),
            ("items=0-1", .whole),
            ("bytes", .whole),
            ("", .whole),
        ] as [(String, ByteRanges)])
    func `a Range header selects octets`(_ text: String, _ ranges: ByteRanges) {
        #expect(ByteRanges(parsing: text, length: 1000) == ranges)
    }

    @Test func `nothing can be selected of an empty file`() {
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            #expect(ByteRanges(parsing: text, length: 0) == .unsatisfiable)
        }
    }

    @Test func `sixteen ranges are honoured, seventeen ignored`() {
        let ranges = (0..<17).map { "\($0 * 10)-\($0 * 10)" }
        let sixteen = "bytes=" + ranges.dropLast().joined(separator: ",")
        let selected = (0..<16).map { (index: UInt64) in index * 10..<index * 10 + 1 }
        #expect(ByteRanges(parsing: sixteen, length: 1000) == .partial(selected))
        let seventeen = "bytes=" + ranges.joined(separator: ",")
        #expect(ByteRanges(parsing: seventeen, length: 1000) == .whole)
    }

    @Test func `the largest file does not trap`() {
        #expect(ByteRanges(parsing: "bytes=0-", length: .max) == .partial([0..<UInt64.max]))
        #expect(
            ByteRanges(parsing: "bytes=0-18446744073709551615", length: .max) == .partial([0..<UInt64.max]))
    }
}
