import IPXE
import Testing

private let storeInit = "/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-nixos-system-worker-24.11/init"

struct KernelCommandLineTests {
    @Test(arguments: [
        ("  a   b\tc\n", ["a", "b", "c"]),
        (#"a="b  c" d"#, [#"a="b  c""#, "d"]),
        ("initrd=initrd loglevel=4 initrd=x", ["loglevel=4"]),
        ("init=\(storeInit) quiet", ["init=\(storeInit)", "quiet"]),
        ("rdinit=/sbin/init", ["rdinit=/sbin/init"]),
        (
            "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-a+b._?=-C/init",
            ["init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-a+b._?=-C/init"]
        ),
        ("", []),
    ])
    func `arguments are split as the kernel splits them`(text: String, arguments: [String]) throws {
        #expect(try KernelCommandLine(text).arguments == arguments)
    }

    @Test(arguments: [
        ("a=ü", KernelCommandLineError.unrepresentable(argument: "a=", character: "ü")),
        ("a=\u{1B}", .unrepresentable(argument: "a=", character: "U+1B")),
        ("a=\"b\tc\"", .unrepresentable(argument: "a=\"b", character: "U+9")),
        ("ip=${net0/ip}", .unrepresentable(argument: "ip=${net0/ip}", character: "${")),
        ("a=\"b c", .unclosedQuote(argument: "a=\"b c")),
        ("init=/nix/store/*/init", .pattern(argument: "init=/nix/store/*/init")),
        ("init=/nix/store/[a-z]/init", .pattern(argument: "init=/nix/store/[a-z]/init")),
        ("init=/sbin/ini?", .pattern(argument: "init=/sbin/ini?")),
        ("init=", .notAPath(argument: "init=")),
        ("init=sh", .notAPath(argument: "init=sh")),
        ("init=\"/a b\"", .notAPath(argument: "init=\"/a b\"")),
        ("init=/nix/store/short-x/init", .notAStorePath(argument: "init=/nix/store/short-x/init")),
        (
            "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqe-x/init",
            .notAStorePath(argument: "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqe-x/init")
        ),
        (
            "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-x",
            .notAStorePath(argument: "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-x")
        ),
    ])
    func `what cannot boot is refused`(text: String, error: KernelCommandLineError) {
        #expect(throws: error) { try KernelCommandLine(text) }
    }

    @Test func `the pattern's refusal says why it never boots`() {
        let error = KernelCommandLineError.pattern(argument: "init=/nix/store/*/init")
        #expect(error.description.contains("init=/nix/store/*/init"))
        #expect(error.description.contains("neither iPXE nor the kernel nor the initrd expands it"))
    }

    @Test func `the longest line fits and one more character does not`() throws {
        let longest = String(repeating: "a", count: KernelCommandLine.longest)
        #expect(try KernelCommandLine(longest).text.count == 2021)
        #expect(throws: KernelCommandLineError.tooLong(length: 2022)) { try KernelCommandLine(longest + "a") }
        #expect(throws: KernelCommandLineError.tooLong(length: 2023)) {
            try KernelCommandLine(longest).appending(KernelCommandLine("b"))
        }
    }

    @Test func `the kernel obeys the last argument of a name`() throws {
        let commandLine = try KernelCommandLine("a=1 b=2 a=3")
        #expect(commandLine.value(of: "a") == "3")
        #expect(commandLine.value(of: "c") == nil)
        #expect(!commandLine.namesInit)
        #expect(try KernelCommandLine("rdinit=/x").namesInit)
    }

    @Test func `an init link completes the parameters`() throws {
        let joined = try KernelCommandLine(kernelParameters: "console=tty0 quiet\n", initLink: storeInit)
        #expect(joined.text == "init=\(storeInit) console=tty0 quiet")
        let named = try KernelCommandLine(kernelParameters: "init=/other quiet", initLink: storeInit)
        #expect(named.text == "init=/other quiet")
    }
}
