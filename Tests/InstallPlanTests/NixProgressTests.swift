import InstallPlan
import Testing

struct NixProgressTests {
    /// What nix 2.8 writes while it copies one path.
    private static let copy = [
        #"@nix {"action":"start","id":1,"level":3,"text":"copying 1 paths","type":103}"#,
        #"@nix {"action":"result","fields":[100,1000],"id":1,"type":106}"#,
        #"@nix {"action":"start","fields":["/nix/store/4w6bzdr021ls2akp1h1n96di7hjsch75-f","local","local"],"id":7,"level":3,"text":"copying path '/nix/store/4w6bzdr021ls2akp1h1n96di7hjsch75-f' to 'local'","type":100}"#,
        #"@nix {"action":"result","fields":[400,1000,0,0],"id":7,"type":105}"#,
    ]
    private static let end = #"@nix {"action":"stop","id":7}"#

    private static func read(_ lines: [String]) -> (progress: NixProgress, log: String) {
        var progress = NixProgress()
        let log = progress.take(lines.flatMap { $0.utf8 + [UInt8(ascii: "\n")] })
        return (progress, String(decoding: log, as: UTF8.self))
    }

    private static func state(_ lines: [String]) -> NixProgress.State? { read(lines).progress.state }

    @Test func `a copy comes forward`() {
        #expect(Self.state([]) == nil)
        #expect(Self.state(Array(Self.copy.prefix(1))) == nil)
        #expect(Self.state(Array(Self.copy.prefix(2))).map { [$0.done, $0.total] } == [0, 1000])
        #expect(Self.state(Self.copy).map { [$0.done, $0.total] } == [400, 1000])
        let next = [
            #"@nix {"action":"result","fields":[1000,1000,0,0],"id":7,"type":105}"#, Self.end,
            #"@nix {"action":"result","fields":[100,3000],"id":1,"type":106}"#,
            #"@nix {"action":"start","id":8,"type":100}"#,
            #"@nix {"action":"result","fields":[500,2000,0,0],"id":8,"type":105}"#,
        ]
        #expect(Self.state(Self.copy + next).map { [$0.done, $0.total] } == [1500, 3000])
        #expect(Self.read(Self.copy + next).log.isEmpty)
    }

    @Test(arguments: [
        // A download's progress is no copy's, nor is one that never began or is over.
        #"@nix {"action":"result","fields":[900,1000,0,0],"id":1,"type":105}"#,
        #"@nix {"action":"result","fields":[900,1000,0,0],"id":9,"type":105}"#,
        // Another sum than that of copied octets.
        #"@nix {"action":"result","fields":[101,5],"id":1,"type":106}"#,
        #"@nix {"action":"result","fields":[100],"id":1,"type":106}"#,
        #"@nix {"action":"result","fields":[100,"9"],"id":1,"type":106}"#,
        #"@nix {"action":"result","fields":[100,-9],"id":1,"type":106}"#,
        #"@nix {"action":"result","fields":100,"id":1,"type":106}"#,
        #"@nix {"action":"result","type":106}"#, #"@nix {"action":"result","fields":[],"id":9,"type":105}"#,
        #"@nix {"action":"stop","id":9}"#, #"@nix {"action":"stop","id":"#, #"@nix {"action":"sto"#,
        #"@nix {"action":"start","id":7,"type":100}"#, #"@nix {"action":5}"#, "@nix {", "@nix {}",
        "@nix {\0}",
        "",
    ])
    func `no other line moves it or is logged`(line: String) {
        let (progress, log) = Self.read(Self.copy + [line])
        #expect(progress.state.map { [$0.done, $0.total] } == [400, 1000])
        #expect(log.isEmpty)
        #expect(progress.lastMessages.isEmpty)
    }

    @Test(arguments: [
        (
            #"@nix {"action":"msg","level":0,"msg":"\u001b[31;1merror:\u001b[0m path is required","raw_msg":"x"}"#,
            "error: path is required"
        ),
        (#"@nix {"action":"msg","msg":"a \"b\" \\ c\nd"}"#, "a \"b\" \\ c\nd"),
        (#"@nix {"action":"msg","msg":""}"#, ""), (#"@nix {"action":"msg","msg":"u001b[no end"}"#, ""),
        ("Connection closed by 10.0.0.1", "Connection closed by 10.0.0.1"), ("@nix", "@nix"),
        ("@nix []", "@nix []"), ("ü\u{301}", "ü\u{301}"),
    ])
    func `messages and all that is not nix's own go to the log`(line: String, text: String) {
        let (progress, log) = Self.read([line])
        #expect(log == text + "\n")
        #expect(progress.lastMessages == log)
        #expect(progress.state == nil)
    }

    @Test(arguments: [
        #"@nix {"action":"msg"}"#, #"@nix {"action":"msg","msg":5}"#, #"@nix {"action":"msg","msg":"a"#,
    ])
    func `a message without an end is none`(line: String) {
        #expect(Self.read([line]).log.isEmpty)
    }

    @Test func `the pieces in which it comes do not matter`() {
        let octets = (Self.copy + ["a\u{301}b", Self.end]).flatMap { $0.utf8 + [UInt8(ascii: "\n")] }
        var progress = NixProgress()
        let log = octets.flatMap { progress.take([$0]) }
        #expect(String(decoding: log, as: UTF8.self) == "a\u{301}b\n")
        #expect(progress.state.map { [$0.done, $0.total] } == [400, 1000])
    }

    /// ssh hands on what a machine writes, so a machine may write events too.
    @Test func `numbers that no sum holds end at the largest, and never above the whole`() {
        let huge = "18446744073709551615"
        var lines = [#"@nix {"action":"result","fields":[100,1000],"id":1,"type":106}"#]
        for id in 1...3 {
            lines.append(#"@nix {"action":"start","id":\#(id),"type":100}"#)
            lines.append(#"@nix {"action":"result","fields":[\#(huge),1,0,0],"id":\#(id),"type":105}"#)
        }
        #expect(Self.state(lines).map { [$0.done, $0.total] } == [1000, 1000])
        lines += (1...3).map { #"@nix {"action":"stop","id":\#($0)}"# }
        #expect(Self.state(lines).map { [$0.done, $0.total] } == [1000, 1000])
        #expect(Self.state([#"@nix {"action":"result","fields":[100,\#(huge)0],"id":1,"type":106}"#]) == nil)
    }

    @Test func `copies that never end are counted up to a limit`() {
        var lines = [#"@nix {"action":"result","fields":[100,1000000],"id":1,"type":106}"#]
        for id in 1...6000 {
            lines.append(#"@nix {"action":"start","id":\#(id),"type":100}"#)
            lines.append(#"@nix {"action":"result","fields":[1],"id":\#(id),"type":105}"#)
        }
        #expect(Self.state(lines)?.done == 4096)
    }

    @Test func `a line without an end does not grow, and loses nothing`() {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 3 * NixProgress.lineLimit)
        var progress = NixProgress()
        #expect(progress.take(text + [UInt8(ascii: "\n")]).count { $0 == UInt8(ascii: "x") } == text.count)
        #expect(progress.lastMessages.utf8.count == NixProgress.messageLimit)
    }

    @Test func `only the last messages are kept, whatever their characters are`() {
        let lines = (0..<2000).map { "message \($0) e" + String(repeating: "\u{301}", count: 100) }
        let kept = Self.read(lines).progress.lastMessages
        #expect(kept.utf8.count <= NixProgress.messageLimit)
        #expect(kept.contains("message 1999 "))
        #expect(!kept.contains("message 1000 "))
    }

    @Test func `octets that are no text become marks`() {
        var progress = NixProgress()
        let log = progress.take([0xFF, UInt8(ascii: "a"), 0xC3, UInt8(ascii: "\n")])
        #expect(String(decoding: log, as: UTF8.self) == "\u{FFFD}a\u{FFFD}\n")
    }
}
