import Foundation
import NetTypes
import OperatorFiles
import Testing

@Suite struct ConfigurationTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func `the shipped file says exactly the built-in defaults`() throws {
        let path = Self.repository.appending(path: "etc/rackrise.yaml").resolvingSymlinksInPath().path
        let shipped = try Configuration.load(path: path)
        #expect(shipped == Configuration())
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for key in [
            "state", "interfaces", "allowDefaultRoute", "bootServerPort", "capture", "unknown", "openImages",
            "address",
            "timeout", "directories",
        ] {
            #expect(text.contains("\n\(key): ") || text.contains("\n  \(key):"), "\(key) is not in the file")
        }
    }

    @Test func `the shipped file says that nothing listens for management yet`() throws {
        let file = Self.repository.appending(path: "etc/rackrise.yaml")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let section = try #require(lines.firstIndex(of: "management:"))
        let comment = lines[..<section].reversed().prefix { $0.hasPrefix("#") }
        #expect(comment.contains { $0.contains("not served yet") })
    }

    @Test func `every key is read`() throws {
        let yaml = """
            state: /srv/rackrise
            interfaces: [eno2, vlan.100]
            allowDefaultRoute: true
            dhcp: { port: 6767, bootServerPort: 14011, capture: true, unknown: menu }
            tftp: { port: 6969 }
            http: { port: 80, openImages: true }
            management: { port: 9090, address: 127.0.0.9 }
            menu: { timeout: 1m }
            chainloaders: { directories: [/opt/ipxe] }
            cache: { directory: /srv/cache }
            install: { store: "local?root=/srv/store" }
            """
        var expected = Configuration()
        expected.state = "/srv/rackrise"
        expected.interfaces = ["eno2", "vlan.100"]
        expected.allowDefaultRoute = true
        expected.dhcp.port = 6767
        expected.dhcp.bootServerPort = 14011
        expected.dhcp.capture = true
        expected.dhcp.unknown = .menu
        expected.tftp.port = 6969
        expected.http.port = 80
        expected.http.openImages = true
        expected.management.port = 9090
        expected.management.address = IPv4Address(127, 0, 0, 9)
        expected.menu.timeout = .seconds(60)
        expected.chainloaders.directories = ["/opt/ipxe"]
        expected.cache.directory = "/srv/cache"
        expected.install.store = "local?root=/srv/store"
        #expect(try Configuration(yaml: yaml, file: "f") == expected)
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "dhcp:\n", "dhcp: {}\nmenu: ~\n", "\u{FEFF}"])
    func `an empty file or section keeps the defaults`(yaml: String) throws {
        #expect(try Configuration(yaml: yaml, file: "f") == Configuration())
    }

    @Test(arguments: [
        ("0", Duration.zero), ("0s", .zero), ("500ms", .milliseconds(500)), ("5s", .seconds(5)),
        ("1m", .seconds(60)), ("1h", .seconds(3600)),
    ])
    func `a menu timeout carries its unit`(text: String, expected: Duration) throws {
        #expect(try Configuration(yaml: "menu: {timeout: \(text)}", file: "f").menu.timeout == expected)
    }

    @Test(arguments: [
        Mistake("intrefaces: [eno2]", #"f:1: unknown key "intrefaces"; did you mean interfaces?"#),
        Mistake(
            "\ndhcp:\n  bootserverport: 4011",
            #"f:3: unknown key "bootserverport" in dhcp; did you mean bootServerPort?"#),
        Mistake(
            "tftp: { blocksize: 1468 }", #"f:1: unknown key "blocksize" in tftp; the keys are port"#),
        Mistake(
            "dhcp: { port: 0 }", #"f:1: dhcp.port is "0"; write a port number from 1 to 65535 without quotes"#
        ),
        Mistake(
            "http:\n  port: 70000",
            #"f:2: http.port is "70000"; write a port number from 1 to 65535 without quotes"#),
        Mistake(
            #"http: { port: "80" }"#,
            #"f:1: http.port is "80"; write a port number from 1 to 65535 without quotes"#),
        Mistake(
            "http: { port: 8_0 }",
            #"f:1: http.port is "8_0"; write a port number from 1 to 65535 without quotes"#),
        Mistake(
            "http: { port: 0x50 }",
            #"f:1: http.port is "0x50"; write a port number from 1 to 65535 without quotes"#),
        Mistake(
            "tftp: { port: [69] }",
            "f:1: tftp.port is a list; write a port number from 1 to 65535 without quotes"),
        Mistake("tftp: 69", #"f:1: tftp is "69"; write a section of keys: port"#),
        Mistake(
            "- state",
            "f:1: the file is a list; write a section of keys: state, interfaces, "
                + "allowDefaultRoute, dhcp, tftp, http, management, menu, chainloaders, cache, install"),
        Mistake(
            "allowDefaultRoute: yes", #"f:1: allowDefaultRoute is "yes"; write true or false without quotes"#),
        Mistake("allowDefaultRoute:", "f:1: allowDefaultRoute is empty; write true or false without quotes"),
        Mistake("dhcp: { unknown: allow }", #"f:1: dhcp.unknown is "allow"; write discover, ignore or menu"#),
        Mistake(
            "state: var/lib", #"f:1: state is "var/lib"; write an absolute path, such as /var/lib/rackrise"#),
        Mistake(
            "cache: { directory: cache }",
            #"f:1: cache.directory is "cache"; write an absolute path, such as /var/lib/rackrise"#),
        Mistake(
            "install: { store: local root }",
            #"f:1: install.store is "local root"; write a Nix store without blanks, such as daemon or local?root=/srv/store"#
        ),
        Mistake(
            "interfaces: eno2", #"f:1: interfaces is "eno2"; write a list in brackets, such as [one, two]"#),
        Mistake(
            "interfaces: [eno2, 'a b', eno2]",
            #"f:1: interfaces[1] is "a b"; write an interface's name, at most 15 characters, such as eno2"#,
            #"f:1: interfaces[2] repeats "eno2"; keep it once"#),
        Mistake(
            "menu: { timeout: 5 }",
            #"f:1: menu.timeout is "5"; write a time with its unit, such as 5s, 500ms or 1m, at most 1h, or 0 for no menu"#
        ),
        Mistake(
            "management: { address: 0.0.0.0 }",
            #"f:1: management.address is "0.0.0.0"; write an address in 127.0.0.0/8, since other addresses need TLS"#
        ),
        Mistake("dhcp: { port: 69 }", "f:1: tftp.port and dhcp.port are both 69; give each its own port"),
        Mistake(
            "management: { port: 8080 }",
            "f:1: management.port and http.port are both 8080; give each its own port"),
        Mistake(
            "dhcp: { port: 67 }\nstate: /a\nstate: /b",
            #"f:2: the key "state" stands more than once in one section; keep one of them"#),
        Mistake(
            "dhcp:\n\tport: 67",
            "f:2: column 1 holds a character that cannot start a value; indent with spaces, not tabs, "
                + "and quote special values"),
        Mistake(
            "interfaces: [eno2\nstate: /a",
            "f:2: the YAML is broken at column 6 (did not find expected ',' or ']' while parsing a flow sequence); "
                + "correct this line"),
        Mistake(
            "? [a, b]\n: c", "f:1: the file has a key that is not a word; remove it"),
        Mistake(
            "state: /a\n---\nstate: /b",
            "f:2: the YAML is broken at column 1 (but found another document expected a single document in the stream); "
                + "correct this line"),
        Mistake(
            "state: &a /a\nchainloaders: {directories: [*a]}",
            "f:1: YAML anchors and aliases (&name, *name) are not read here; write the value out"),
    ])
    func `a mistake is named with its line, key, value and remedy`(mistake: Mistake) {
        let error = #expect(throws: OperatorFileError.self) {
            try Configuration(yaml: mistake.yaml, file: "f")
        }
        #expect(error?.problems.map(\.description) == mistake.problems)
    }

    @Test func `all mistakes are reported at once, in the order of their lines`() {
        let yaml = """
            http: { port: -1, openimages: 1 }
            dhcp:
              prot: 67
              unknown: 3
            """
        let error = #expect(throws: OperatorFileError.self) { try Configuration(yaml: yaml, file: "f") }
        #expect(error?.problems.map(\.line) == [1, 1, 3, 4])
        #expect(error?.description.split(separator: "\n").count == 4)
    }

    @Test func `a bomb of aliases in keys is refused at once`() {
        var yaml = "? &a0 [x, x]\n: 1\n"
        for level in 1...40 {
            yaml += "? &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1), *a\(level - 1)]\n: 1\n"
        }
        let error = #expect(throws: OperatorFileError.self) { try Configuration(yaml: yaml, file: "f") }
        #expect(error?.problems.first?.line == 11)
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func `deep nesting is an error, not a crash`(opening: String) {
        let yaml = String(repeating: opening, count: 100_000)
        #expect(throws: OperatorFileError.self) {
            try Configuration(yaml: String(repeating: opening, count: 900) + "x", file: "f")
        }
        #expect(throws: OperatorFileError.self) { try Configuration(yaml: yaml, file: "f") }
    }

    @Test func `an anchor deep inside is found`() {
        let yaml = String(repeating: "[", count: 900) + "&a x" + String(repeating: "]", count: 900)
        let error = #expect(throws: OperatorFileError.self) { try Configuration(yaml: yaml, file: "f") }
        #expect(error?.description.contains("anchors") == true)
    }

    @Test func `values cannot write to the terminal`() {
        let error = #expect(throws: OperatorFileError.self) {
            try Configuration(yaml: #"state: "\e[2J\n\u202E""# + String(repeating: "x", count: 3), file: "f")
        }
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F } == true)
        let second = #expect(throws: OperatorFileError.self) {
            try Configuration(yaml: #"state: "\e[2J\n\u202E""#, file: "f")
        }
        #expect(second?.description.contains(#""\u{1b}[2J\n\u{202e}""#) == true)
    }

    @Test func `a missing named file is an error`() {
        let error = #expect(throws: OperatorFileError.self) {
            try Configuration.load(path: "/nonexistent/r.yaml")
        }
        #expect(error?.description == "/nonexistent/r.yaml: there is no such file; check the path")
    }

    @Test func `a directory, a huge file and a binary file are errors`() throws {
        let directory = URL.temporaryDirectory.appending(path: "configuration-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let huge = directory.appending(path: "huge.yaml")
        try Data(repeating: 0x20, count: 1 << 20 | 1).write(to: huge)
        let binary = directory.appending(path: "binary.yaml")
        try Data([0x61, 0xFF, 0xFE]).write(to: binary)
        for (path, words) in [(directory, "a directory"), (huge, "longer than 1 MiB"), (binary, "not UTF-8")]
        {
            let error = #expect(throws: OperatorFileError.self) { try Configuration.load(path: path.path) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}
