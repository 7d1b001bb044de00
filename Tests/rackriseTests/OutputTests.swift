import Testing

@testable import rackrise

@Suite struct OutputTests {
    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (10_190, "10 KiB"),
        (10_240, "10 KiB"),
        (1_048_524, "1.0 MiB"), (1_048_576, "1.0 MiB"), (23 << 30, "23 GiB"), (UInt64.max, "16 EiB"),
    ])
    func `octets are shown with two digits`(bytes: UInt64, expected: String) {
        #expect(ByteCount.text(bytes) == expected)
    }

    @Test(arguments: [
        (-5, "0.000 s"), (0, "0.000 s"), (412, "0.412 s"), (9999, "9.999 s"), (12_399, "12.3 s"),
        (59_999, "59.9 s"),
        (60_000, "1 min 00 s"), (245_000, "4 min 05 s"), (11_400_000, "3 h 10 min"),
        (187_200_000, "2 d 04 h"),
    ])
    func `spans are shown in the unit that matters`(milliseconds: Int64, expected: String) {
        #expect(Elapsed.text(milliseconds: milliseconds) == expected)
    }

    @Test func `nothing from the network acts on the terminal`() {
        #expect(
            TerminalText.printable("a\u{1B}[2J\n\u{202E}é😀\u{9B}") == "a\\u{1b}[2J\\u{a}\\u{202e}é😀\\u{9b}")
    }

    @Test func `a table's columns are as wide as their widest cell`() {
        let table = Table(["A", "LONG"], rows: [["xyz", ""], ["é", "1\n2"]])
        #expect(table.lines == ["A    LONG", "xyz", "é    1\\u{a}2"])
        #expect(Table(rows: []).lines.isEmpty)
    }

    @Test(arguments: [("a=b", "a", "b"), ("cmdline=x=y z", "cmdline", "x=y z"), ("a=", "a", nil)])
    func `a variable is split at the first equals sign`(text: String, name: String, value: String?) {
        let variable = VariableArgument(argument: text)
        #expect(variable?.name == name)
        #expect(variable?.value == value)
    }

    @Test(arguments: ["", "a", "=b"])
    func `a word without a name is no variable`(text: String) {
        #expect(VariableArgument(argument: text) == nil)
    }
}
