import IPXE
import Testing

private let storeInit = "init=/nix/store/3rwh8x1a0jd9jcsk2bz3mbxfymzi0lqd-nixos-system-worker-24.11/init"

private let builderScript = """
    #!ipxe
    # Builders leave remarks here, over
    # several lines.
    kernel bzImage \(storeInit) initrd=initrd nohibernate loglevel=4 ${cmdline}
    initrd initrd
    boot

    """

struct NetbootScriptTests {
    @Test(arguments: [builderScript, builderScript.replacing("\n", with: "\r\n")])
    func `the builder's script gives names and arguments`(text: String) throws {
        let script = try NetbootScript(text)
        #expect(script.kernel == "bzImage")
        #expect(script.initrd == "initrd")
        #expect(script.commandLine.text == "\(storeInit) nohibernate loglevel=4")
    }

    @Test(arguments: [
        ("kernel bzImage a \\\n  b \\\r\n c", "a b c"),
        ("kernel bzImage a # b", "a"),
        ("kernel bzImage a b || shell", "a b"),
        ("isset ${x} && kernel bzImage a ; boot", "a"),
        (":start kernel bzImage a", "a"),
        ("  kernel --name linux --timeout 5000 bzImage a", "a"),
        ("kernel -n linux -- bzImage a", "a"),
        ("# kernel other b\nkernel bzImage a", "a"),
        ("kernel bzImage x=\"a ${}&& b\"", "x=\"a && b\""),
        ("kernel bzImage", ""),
    ])
    func `lines are read as iPXE reads them`(line: String, arguments: String) throws {
        let script = try NetbootScript("#!ipxe\n" + line + "\n")
        #expect(script.kernel == "bzImage")
        #expect(script.commandLine.text == arguments)
    }

    @Test(arguments: [
        ("#!/bin/sh\nkernel bzImage", Int?(1), NetbootScriptError.Reason.notAScript),
        ("", 1, .notAScript),
        ("#!ipxe\nboot\n", nil, .noKernel),
        ("#!ipxe\nkernel\n", nil, .noKernel),
        ("#!ipxe\nkernel a\n\nkernel b\n", 4, .severalKernels),
        ("#!ipxe\nkernel a \\\n b\ninitrd b\ninitrd c", 5, .severalInitrds),
        ("#!ipxe\nkernel a\nimgargs a x=y", 3, .argumentsElsewhere),
        ("#!ipxe\nkernel a ip=${net0/ip}", 2, .setting("ip=${net0/ip}")),
        (
            "#!ipxe\n\nkernel a init=/nix/store/*/init", 3,
            .commandLine(.pattern(argument: "init=/nix/store/*/init"))
        ),
    ])
    func `a script that cannot be used is refused with its line`(
        text: String, line: Int?, reason: NetbootScriptError.Reason
    ) {
        let error = #expect(throws: NetbootScriptError.self) { try NetbootScript(text) }
        #expect(error?.line == line)
        #expect(error?.reason == reason)
        #expect(error?.description.isEmpty == false)
    }

    @Test func `every truncation is read or refused`() {
        for length in 0..<builderScript.utf8.count {
            _ = try? NetbootScript(String(decoding: builderScript.utf8.prefix(length), as: UTF8.self))
        }
    }
}
