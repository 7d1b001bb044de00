import IPXE
import NetTypes
import Testing

@testable import BootServer

/// Values that would each take over a script if they got into it as they are.
private let hostile = [
    "$", "${net0/mac}", "$${}{net0/mac}", "'\"` ", " || reboot", "&& reboot ;", "#", "a\nreboot\n",
    "a\r\nreboot", "ä\u{1B}[2J\0",
    ":failed", "-x --name y", "-", "--", "{{node}}", "{{{node}}}", "\\", "|", "{x}",
]

struct ScriptTemplatesTests {
    private let templates: ScriptTemplates
    private let mac = MACAddress(rawValue: 0x5254_0012_3456)

    init() throws { templates = try ScriptTemplates() }

    @Test func `a netboot script loads kernel and initrd and says what failed`() throws {
        let script = templates.text(
            of:
                try .netboot(
                    NetbootScriptContext(
                        node: "node-1", profile: "worker", kernelURL: "http://10.0.0.1:8080/a/bzImage",
                        initrdURL: "http://10.0.0.1:8080/a/initrd",
                        commandLine: KernelCommandLine("init=/sbin/init quiet x=\"a || b\""))))
        #expect(
            script == """
                #!ipxe
                imgfree
                echo Rackrise: node-1 boots worker
                kernel --name bzImage http://10.0.0.1:8080/a/bzImage initrd=initrd.img init=/sbin/init quiet x="a ${}|| b" || goto failed
                initrd --name initrd.img http://10.0.0.1:8080/a/initrd || goto failed
                boot || goto failed

                :failed
                echo
                echo Rackrise: node-1 could not boot worker: error ${errno}
                echo The lines above name the file and the cause; http://ipxe.org/${errno:hexraw} explains the error.
                echo The firmware goes on to its next boot device in 10 seconds.
                sleep 10 ||
                exit 1

                """)
    }

    @Test func `iPXE's own script leads to the machine's, without asking DHCP again where it can`() throws {
        let script = templates.text(
            of:
                .autoexec(scriptURL: "http://10.0.0.1:8080/b/t/boot.ipxe?mac=52:54:00:12:34:56"))
        #expect(script.hasPrefix("#!ipxe\nimgfree autoexec.ipxe ||\n"))
        #expect(
            script.contains(
                """
                isset ${net0/ip} && ifopen net0 || ifconf --configurator dhcp || goto failed
                chain --replace http://10.0.0.1:8080/b/t/boot.ipxe?mac=52:54:00:12:34:56&arch=${buildarch}-${platform} || goto failed

                """))
    }

    @Test func `a kernel that needs a shim gets it where iPXE knows how`() throws {
        var context = NetbootScriptContext(
            node: "n", profile: "p", kernelURL: "http://h/k", initrdURL: "http://h/i",
            commandLine: try KernelCommandLine("x"), shimURL: "http://h/shimx64.efi")
        #expect(
            templates.text(of: .netboot(context)).contains(
                "x || goto failed\niseq ${platform} efi && shim http://h/shimx64.efi ||\ninitrd "))
        context.shimURL = nil
        #expect(!templates.text(of: .netboot(context)).contains("shim"))
    }

    @Test func `a menu lists the profiles and follows its default`() throws {
        let script = templates.text(of: .menu(menu(default: .entry(1))))
        #expect(
            script == """
                #!ipxe
                menu Rackrise: node-1 52:54:00:12:34:56
                item entry-0 Boot worker
                item entry-1 Boot control-plane
                item local Boot the local disk
                choose --timeout 5000 --default entry-1 selected || set selected entry-1
                goto ${selected}

                :entry-0
                chain --replace http://10.0.0.1/w || goto failed

                :entry-1
                chain --replace http://10.0.0.1/c || goto failed

                :local
                chain --replace http://10.0.0.1/l || goto failed

                :failed
                echo
                echo Rackrise: the choice could not be fetched: error ${errno}, see http://ipxe.org/${errno:hexraw}
                echo The firmware goes on to its next boot device in 10 seconds.
                sleep 10 ||
                exit 1

                """)
    }

    @Test func `a menu can default to the disk`() throws {
        let script = templates.text(of: .menu(menu(default: .local)))
        #expect(script.contains("--default local selected || set selected local\n"))
    }

    @Test func `a menu that was asked for waits for its answer`() throws {
        var context = menu(default: .local)
        context.timeout = nil
        let script = templates.text(of: .menu(context))
        #expect(script.contains("\nchoose --default local selected"))
    }

    @Test(arguments: [
        (LocalContext.Method.sanboot, "sanboot --no-describe --drive 0x80 || exit\n"), (.exit, "exit\n"),
        (.exitFailure, "exit 1\n"),
        (.automatic, "iseq ${platform} efi && exit 1 ||\nsanboot --no-describe --drive 0x80 || exit\n"),
    ])
    func `a local boot leaves as the machine needs it`(method: LocalContext.Method, line: String) throws {
        let script = templates.text(
            of:
                .local(LocalContext(node: "node-1", reason: "boot is local\nand that is all", method: method))
        )
        #expect(
            script == """
                #!ipxe
                echo Rackrise: node-1 boots its local disk
                echo -- boot is local
                echo -- and that is all
                \(line)
                """)
    }

    @Test func `a local boot offers the menu behind a key`() throws {
        let context = LocalContext(node: "n", reason: "", method: .exit, menuURL: "http://10.0.0.1/m")
        #expect(
            templates.text(of: .local(context)) == """
                #!ipxe
                prompt --key m --timeout 2000 Press m for the boot menu && chain --replace http://10.0.0.1/m ||
                echo Rackrise: n boots its local disk
                exit

                """)
    }

    @Test func `a refusal says the reason and ends in failure`() throws {
        #expect(
            templates.text(of: .refused(reason: "node-1 is not armed.\nUse 'rackrise install node-1'."))
                == """
                #!ipxe
                echo
                echo Rackrise: this machine is not booted.
                echo -- node-1 is not armed.
                echo -- Use 'rackrise install node-1'.
                echo The firmware goes on to its next boot device in 10 seconds.
                sleep 10 ||
                exit 1

                """)
    }

    @Test(arguments: hostile)
    func `no value leaves its line or becomes syntax`(value: String) throws {
        let plain = try scripts(with: "x")
        let attacked = try scripts(with: value)
        for (plain, attacked) in zip(plain, attacked) {
            #expect(attacked.allSatisfy { $0.isASCII && ($0 == "\n" || !$0.isWhitespace || $0 == " ") })
            // A value of several lines makes further `echo` lines, and nothing else.
            let commands = shape(of: attacked)
            #expect(Set(commands).isSubset(of: Set(shape(of: plain))), "\(attacked)")
            #expect(
                commands.filter { $0 != "echo" } == shape(of: plain).filter { $0 != "echo" }, "\(attacked)")
            let settings = ["${errno}", "${errno:hexraw}", "${selected}", "${}"]
            #expect(!settings.reduce(attacked) { $0.replacing($1, with: "") }.contains("${"), "\(attacked)")
            let lines = attacked.split(separator: "\n")
            #expect(!lines.contains { $0.hasSuffix("\\") }, "\(attacked)")
            #expect(!lines.contains { $0.hasPrefix("echo -") && !$0.hasPrefix("echo -- ") }, "\(attacked)")
        }
    }

    @Test(arguments: [
        ("#!ipxe\necho {{{node}}}\n", "{{{node}} is no plain tag"),
        ("#!ipxe\necho {{&node}}\n", "{{&node}} is no plain tag"),
        ("#!ipxe\n{{>other}}\n", "{{>other}} is no plain tag"),
        ("#!ipxe\n{{=<% %>=}}<%node%>\n", "is no plain tag"),
        ("#!ipxe\n{{% CONTENT_TYPE:TEXT}}{{node}}\n", "is no plain tag"),
        ("#!ipxe\n{{lowercased(node)}}\n", "is no plain tag"),
        ("#!ipxe\necho {{nodes}}\n", "there is no value for {{nodes}}"),
        ("#!ipxe\n{{#node}}\n", ""),
        ("echo {{node}}\n", "the first line is not #!ipxe"),
    ])
    func `a template that could write past the quoting is refused`(source: String, reason: String) {
        let error = #expect(throws: ScriptTemplateError.self) {
            try ScriptTemplate("t.mustache", source: source, tags: ["node"])
        }
        #expect(error?.description.hasPrefix("template t.mustache: ") == true)
        #expect(reason.isEmpty || error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    /// The first word of every command of a script, in order, read as iPXE reads it.
    private func shape(of script: String) -> [String] {
        script.split(separator: "\n").dropFirst().flatMap { line -> [String] in
            let words = line.split(separator: " ").prefix { !$0.hasPrefix("#") }
            return words.split { ["||", "&&", ";"].contains($0) }.compactMap { $0.first.map(String.init) }
        }
    }

    private func scripts(with value: String) throws -> [String] {
        var menu = menu(default: .entry(0))
        menu.node = value
        menu.entries[0] = MenuContext.Entry(profile: value, url: "http://h/\(value)")
        let local = LocalContext(node: value, reason: value, method: .exit, menuURL: "http://h/\(value)")
        return [
            templates.text(of: .netboot(try netboot(text: value))),
            templates.text(of: .menu(menu)),
            templates.text(of: .local(local)),
            templates.text(of: .refused(reason: value)),
        ]
    }

    private func netboot(text: String) throws -> NetbootScriptContext {
        NetbootScriptContext(
            node: text, profile: text, kernelURL: "http://h/\(text)", initrdURL: "http://h/\(text)",
            commandLine: try KernelCommandLine("quiet"))
    }

    private func menu(default choice: MenuContext.Choice) -> MenuContext {
        MenuContext(
            node: "node-1", mac: mac,
            entries: [
                MenuContext.Entry(profile: "worker", url: "http://10.0.0.1/w"),
                MenuContext.Entry(profile: "control-plane", url: "http://10.0.0.1/c"),
            ],
            localURL: "http://10.0.0.1/l", defaultChoice: choice, timeout: .seconds(5))
    }
}
