import Testing

@testable import OperatorFiles

@Suite struct CSVRecordTests {
    @Test(arguments: [
        ["a", "b"], ["", ""], ["a,b", "c\"d", "\"", ","], ["line\nbreak", "cr\r\nlf", "x\ry"],
        [" lead", "trail ", " "],
        ["\u{1F600}", "é"], [""],
    ])
    func `fields read back as they were written`(fields: [String]) throws {
        let text = CSVRecord.line(of: fields) + "\r\n" + CSVRecord.line(of: ["next"]) + "\n"
        let records = try CSVRecord.all(in: text, file: "f")
        let breaks = fields.joined().utf8.count { $0 == 0x0A }
        #expect(
            records == (fields == [""] ? [] : [CSVRecord(line: 1, fields: fields)])
                + [CSVRecord(line: 2 + breaks, fields: ["next"])])
    }

    @Test func `the last line needs no line break`() throws {
        #expect(try CSVRecord.all(in: "a,b", file: "f").map(\.fields) == [["a", "b"]])
        #expect(try CSVRecord.all(in: "a,", file: "f").map(\.fields) == [["a", ""]])
        #expect(try CSVRecord.all(in: "\"a\"", file: "f").map(\.fields) == [["a"]])
    }
}
