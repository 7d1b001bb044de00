import IPXE
import SeededRandom
import Testing

struct IPXEValueTests {
    @Test(arguments: [
        ("worker-1", "worker-1"),
        ("", ""),
        ("a  b", "a ${} b"),
        (" a ", "${} a ${}"),
        ("a || b && c ; d", "a ${}|| b ${}&& c ${}; d"),
        ("a||b;c#d", "a||b;c#d"),
        ("# all of it", "${}# all of it"),
        ("ends in \\", "ends in \\${}"),
        ("one\nreboot\r\n:label", "one reboot ${} :label"),
        ("${net0/mac}", "?{net0/mac}"),
        ("$${}{net0/mac}", "$?{}{net0/mac}"),
        ("a${}b ${}x ${}||", "a?{}b ?{}x ${}||"),
        ("#\\", "${}#\\${}"),
        ("50% of $5 {x}", "50% of $5 {x}"),
        ("Schönes\u{1B}[2J\0", "Sch?nes?[2J?"),
    ])
    func `text cannot become syntax`(text: String, script: String) {
        #expect(IPXEValue.text(text).scriptText == script)
    }

    @Test(arguments: [
        (
            "http://10.0.0.1:8080/nixos/worker/bzImage?t=a&b=c",
            "http://10.0.0.1:8080/nixos/worker/bzImage?t=a&b=c"
        ),
        ("http://h/a b\nreboot", "http://h/a%20b%0Areboot"),
        ("http://h/${net0/mac}#x", "http://h/%24%7Bnet0/mac%7D%23x"),
        ("http://h/100%/%41%4g", "http://h/100%25/%41%254g"),
        ("http://h/ü\\", "http://h/%C3%BC%5C"),
    ])
    func `a URL is encoded where it must be`(url: String, script: String) {
        #expect(IPXEValue.url(url).scriptText == script)
    }

    @Test(arguments: [
        ("quiet console=ttyS0,115200n8", "quiet console=ttyS0,115200n8"),
        (#"systemd.run="a && b  ; c" x"#, #"systemd.run="a ${}&& b ${} ${}; c" x"#),
        (#"a="\ #b" c=\"#, #"a="\${} ${}#b" c=\${}"#),
        ("", ""),
    ])
    func `a command line is kept to the last space`(text: String, script: String) throws {
        #expect(IPXEValue.commandLine(try KernelCommandLine(text)).scriptText == script)
    }

    @Test(arguments: [
        (Duration.seconds(5), "5000"), (.milliseconds(1500), "1500"), (.zero, "1"), (.seconds(-3), "1"),
        (.microseconds(10), "1"), (.seconds(Int64.max), "3600000"), (.seconds(Int64.min), "1"),
    ])
    func `a timeout is never for ever`(duration: Duration, milliseconds: String) {
        #expect(IPXEValue.milliseconds(duration).scriptText == milliseconds)
    }

    @Test func `a label is made from the position`() {
        #expect(IPXEValue.label(3).scriptText == "entry-3")
    }

    @Test func `what iPXE reads back is the text, for random hostile text`() throws {
        var generator = SeededGenerator(seed: 20_260_101)
        let pieces = [
            "${", "}", "${}", "$", "{", "||", "&&", ";", "#", "\\", " ", "  ", "\n", ":", "-", "a", "\"", "|",
            "%",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0..<9, using: &generator))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            let value = IPXEValue.text(text).scriptText
            #expect(
                IPXEValue.text(value).scriptText == value, "quoting twice changes \(text.debugDescription)")
            let shown = ModelInterpreter.echo("x " + value)
            #expect(shown != nil, "\(text.debugDescription) is not one plain command")
            #expect(
                shown?.contains("${") == false && value.contains("\n") == false, "\(text.debugDescription)")
            guard !text.contains("${}") else { continue }
            #expect(
                shown == "x " + text.replacing("${", with: "?{").replacing("\n", with: " ") || text.isEmpty)
        }
    }

    @Test func `what a kernel gets is the command line, for random text`() throws {
        var generator = SeededGenerator(seed: 4)
        let pieces = ["$", "{", "}", "||", "&&", ";", "#", "\\", " ", "  ", "a=\"", "\"", "|", "x"]
        var accepted = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0..<9, using: &generator))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            guard let commandLine = try? KernelCommandLine(text), !commandLine.text.isEmpty else { continue }
            accepted += 1
            let value = IPXEValue.commandLine(commandLine).scriptText
            #expect(ModelInterpreter.echo(value) == commandLine.text, "\(text.debugDescription)")
            #expect(IPXEValue.text(value).scriptText == value)
        }
        #expect(accepted > 5_000)
    }
}
