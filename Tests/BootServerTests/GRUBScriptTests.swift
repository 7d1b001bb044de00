import IPXE
import Testing

@testable import BootServer

struct GRUBScriptTests {
    private let templates: ScriptTemplates

    init() throws { templates = try ScriptTemplates() }

    private func netboot(_ commandLine: String, node: String = "node-1") throws -> BootScript {
        .netboot(
            NetbootScriptContext(
                node: node, profile: "worker", kernelURL: "/nixos/worker/a/bzImage",
                initrdURL: "/nixos/worker/a/initrd", commandLine: try KernelCommandLine(commandLine)))
    }

    @Test(arguments: [["init=/init"], ["init=/init", "quiet", "a", "b", "c"]])
    func `kinds of scripts with as many lines as arguments are told apart`(words: [String]) throws {
        let scripts = [
            try netboot(words.joined(separator: " ")), .refused(reason: words.joined(separator: "\n")),
            try netboot(words.reversed().joined(separator: " ")),
        ]
        for order in [[0, 1, 2, 0], [1, 0, 1, 2]] {
            let templates = try ScriptTemplates()
            for script in order.map({ scripts[$0] }) {
                #expect(try templates.textForGRUB(of: script) == ScriptTemplates().textForGRUB(of: script))
            }
        }
    }

    @Test func `a netboot script loads kernel and initrd and says what failed`() throws {
        #expect(
            try templates.textForGRUB(of: netboot("init=/init quiet debug")) == """
                # Rackrise
                echo 'Rackrise:' 'node-1' 'boots' 'worker'
                if linux '/nixos/worker/a/bzImage' 'init=/init' 'quiet' 'debug'; then
                  if initrd '/nixos/worker/a/initrd'; then
                    boot
                  fi
                fi
                echo
                echo 'Rackrise:' 'node-1' 'could not boot' 'worker'
                echo 'The lines above name the file and the cause.'
                echo 'The firmware takes over in 10 seconds.'
                sleep 10
                exit 1

                """)
    }

    @Test func `a menu has an entry for each profile and for the disk`() throws {
        let menu = MenuContext(
            node: "node-1", mac: nil,
            entries: [
                .init(profile: "worker", url: "/grub/profile/worker.cfg"),
                .init(profile: "it's", url: "/grub/profile/b.cfg"),
            ], localURL: "/grub/local.cfg", defaultChoice: .entry(1), timeout: .seconds(5))
        #expect(
            try templates.textForGRUB(of: .menu(menu)) == #"""
                # Rackrise
                set timeout='5'
                set default='1'
                menuentry 'Boot ''worker' {
                  configfile '/grub/profile/worker.cfg'
                }
                menuentry 'Boot ''it'\''s' {
                  configfile '/grub/profile/b.cfg'
                }
                menuentry 'Boot the local disk' {
                  configfile '/grub/local.cfg'
                }

                """#)
        var asked = menu
        asked.timeout = nil
        asked.defaultChoice = .local
        let text = try templates.textForGRUB(of: .menu(asked))
        #expect(text.hasPrefix("# Rackrise\nset timeout='-1'\nset default='2'\n"))
    }

    @Test func `a local boot starts the disk's own loader, or leaves`() throws {
        let automatic = try templates.textForGRUB(
            of:
                .local(LocalContext(node: "n", reason: "boot is local", method: .automatic)))
        #expect(automatic.contains("echo '--' 'boot is local'\n"))
        #expect(automatic.contains("search --no-floppy --file --set=disk $loader"))
        #expect(automatic.hasSuffix("exit 1\n"))
        let exit = try templates.textForGRUB(
            of:
                .local(LocalContext(node: "n", reason: "", method: .exitFailure, menuURL: "/grub/menu.cfg")))
        #expect(!exit.contains("search"))
        #expect(exit.contains("else configfile '/grub/menu.cfg'; fi\n"))
    }

    @Test func `a refusal says the reason and ends`() throws {
        let text = try templates.textForGRUB(of: .refused(reason: "no\n'; reboot; echo '"))
        #expect(text.contains("echo '--' 'no'\necho '--' ''\\''; reboot; echo '\\'''\n"))
        #expect(text.hasSuffix("sleep 10\nexit 1\n"))
    }

    @Test(arguments: [
        "$x", "a;reboot", "a&&b", "{", "}", "#", "`", "$(x)", "a|b", "<", "*", "--", "-x",
    ])
    func `an argument stays one word`(argument: String) throws {
        #expect(
            try templates.textForGRUB(of: netboot("x " + argument)).contains(" 'x' '\(argument)'; then\n"))
    }

    @Test(arguments: ["\"", "'", "\\", "ä"])
    func `an argument that GRUB would change is refused`(argument: String) {
        #expect(throws: (any Error).self) { try templates.textForGRUB(of: netboot(argument)) }
    }

    @Test(arguments: ["a'b", "a\nreboot\n", "$x", "{{node}}", "\u{1B}[2J"])
    func `a name cannot leave its word`(name: String) throws {
        let lines = try templates.textForGRUB(of: netboot("", node: name)).split(separator: "\n")
        #expect(lines[1].hasPrefix("echo 'Rackrise:' '"))
        #expect(lines[2].hasPrefix("if linux"))
    }
}
