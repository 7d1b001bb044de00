import GRUB
import Testing

struct GRUBWordTests {
    @Test(arguments: [
        ("worker", "'worker'"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("'", #"''\'''"#),
        ("$root ${x} `x` \"", "'$root ${x} `x` \"'"), (#"a\"#, #"'a\'"#), ("a;\nreboot", "'a; reboot'"),
        ("\u{1B}[2Jä\0", "'?[2J??'"), ("{ } | & < > # !", "'{ } | & < > # !'"),
    ])
    func `a word is one quoted word`(text: String, script: String) {
        #expect(GRUBWord(text).scriptText == script)
    }

    @Test(arguments: 0..<256)
    func `a reader of GRUB's quoting reads every word back`(seed: Int) {
        let alphabet = Array("'\\\"$ ;|&{}#a\n").map(String.init)
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let text = (0..<12).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return alphabet[Int(state >> 33) % alphabet.count]
        }.joined()
        #expect(read(GRUBWord(text).scriptText) == text.replacing("\n", with: " "))
    }

    /// The parts of GRUB's lexer that a quoted word may meet; nil for anything that is not one word of text.
    private func read(_ script: String) -> String? {
        var text = ""
        var rest = Substring(script)
        while let character = rest.popFirst() {
            switch character {
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                text += rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            default: return nil
            }
        }
        return text
    }

    @Test func `plain arguments are words`() throws {
        #expect(
            try GRUBKernelArguments("init=/nix/x  quiet -- a=$b").words == [
                "init=/nix/x", "quiet", "--", "a=$b",
            ])
        #expect(try GRUBKernelArguments("").words == [])
    }

    @Test(arguments: [#"x="a b""#, "it's", #"a\b"#, "ä", "a\tb"])
    func `an argument that GRUB would change is refused`(text: String) {
        #expect(throws: GRUBKernelArgumentsError.self) { try GRUBKernelArguments(text) }
    }
}
