import InstallPlan
import Testing

struct RunningSystemTests {
    private static let path = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-a"
    private static let other = "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-b"
    private static let good = """
        boot b2
        cmdline root=LABEL=nixos init=\(path)/init
        system \(path)
        hostname n1
        state running
        unit active sshd.service

        """

    /// The failure of a system that tells `text`, where a running one named n1 with one unit is expected.
    private static func failure(_ text: String, hostname: String? = "n1") -> InstallFailure? {
        var settings = ConfirmSettings()
        settings.units = ["sshd.service"]
        do {
            try RunningSystem(text).check(
                system: path, installerBoot: "b1", hostname: hostname, settings: settings)
            return nil
        } catch {
            return error
        }
    }

    @Test func `what a system tells is read`() {
        let system = RunningSystem(Self.good + "failed a.service\nfailed b.service\n")
        #expect(system.bootID == "b2")
        #expect(system.commandLine == "root=LABEL=nixos init=\(Self.path)/init")
        #expect(system.system == Self.path)
        #expect(system.hostname == "n1")
        #expect(system.state == "running")
        #expect(system.units == ["sshd.service": "active"])
        #expect(system.failedUnits == ["a.service", "b.service"])
        #expect(Self.failure(Self.good) == nil)
    }

    @Test(arguments: [
        ("system \(path)\n", ""), ("init=\(path)/init", ""), ("root=LABEL=nixos ", ""), ("boot b2\n", ""),
    ])
    func `one of its two names is enough, and more need not be told`(line: String, replacement: String) {
        #expect(Self.failure(Self.good.replacing(line, with: replacement)) == nil)
    }

    @Test(arguments: [
        ("", FailureCode.wrongSystem, "neither"), ("\n\n", .wrongSystem, "neither"),
        (
            good.replacing("cmdline ", with: "cmdline rackrise.token=t "), .bootedInstallerAgain,
            "rackrise.token"
        ),
        (good.replacing("boot b2", with: "boot b1"), .rebootRefused, "the installer's boot"),
        (good.replacing("system \(path)", with: "system \(other)"), .wrongSystem, other),
        (
            good.replacing("init=\(path)", with: "init=\(other)"), .wrongSystem,
            "it was started with init=\(other)"
        ),
        // The kernel obeys the last.
        (good.replacing("/init\n", with: "/init init=/bin/sh\n"), .wrongSystem, "init=/bin/sh"),
        (good + "system \(other)\n", .wrongSystem, other),
        (good.replacing("system ", with: "system \u{301}"), .wrongSystem, "runs, not"),
        (good.replacing("hostname n1", with: "hostname n2"), .checkFailed, "its name is n2, not n1"),
        (good.replacing("hostname n1\n", with: ""), .checkFailed, "its name is , not n1"),
        (
            good.replacing("state running", with: "state degraded\nfailed a\nfailed b"), .systemDegraded,
            "failed: a, b"
        ),
        (good.replacing("state running\n", with: ""), .systemDegraded, "systemd says nothing"),
        (good.replacing("active", with: "failed"), .checkFailed, "sshd.service is failed, not active"),
        (good.replacing("unit active", with: "unit  active extra"), .checkFailed, "is unknown"),
        (good.replacing("unit active sshd.service", with: "unit active"), .checkFailed, "is unknown"),
    ])
    func `another system is refused with what was seen`(text: String, code: FailureCode, words: String) {
        let failure = Self.failure(text)
        #expect(failure?.code == code)
        #expect(failure?.detail.contains(words) ?? false, "\(String(describing: failure))")
    }

    @Test(arguments: ["system ", "state ", "hostname ", "cmdline init=", "unit ", "failed "])
    func `what a hostile system tells is one line of a bounded length`(key: String) {
        let noise = "\u{1B}[31m\t\r\0" + String(repeating: "x\u{7F}\u{9B}ü", count: 3000)
        let text =
            Self.good.replacing("state running", with: "state degraded")
            + String(repeating: "\(key)\(noise) sshd.service\n", count: 300)
        let failure = Self.failure(text, hostname: key == "hostname " ? "n1" : nil)
        let detail = failure?.detail ?? ""
        #expect((1...InstallFailure.detailLimit).contains(detail.unicodeScalars.count))
        #expect(detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    }

    @Test func `more lines than any system needs are not read`() {
        let text = String(repeating: "failed a.service\n", count: 1000) + "system \(Self.path)\n"
        let system = RunningSystem(text)
        #expect(system.failedUnits.count == 256)
        #expect(system.system == nil)
    }
}
