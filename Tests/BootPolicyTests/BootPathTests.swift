import BootModel
import BootPolicy
import NetTypes
import Testing

struct BootPathTests {
    @Test(arguments: [
        ("healthz", BootPath.health),
        ("b/t-1/snponly.efi", .chainloader(token: "t-1", name: "snponly.efi")),
        ("undionly.kpxe", .chainloader(token: nil, name: "undionly.kpxe")),
        ("b/t-1/boot.ipxe", .script(token: "t-1", mac: nil, .powerOn, nil)),
        ("b/t-1/worker/abc/bzImage", .image(token: "t-1", profile: "worker", version: "abc", .kernel)),
        ("nixos/worker/bzImage", .image(token: nil, profile: "worker", version: nil, .kernel)),
        ("nixos/all-in-one/initrd", .image(token: nil, profile: "all-in-one", version: nil, .initrd)),
        ("nixos/initrd-all-in-one", .image(token: nil, profile: "all-in-one", version: nil, .initrd)),
        ("nixos/bzImage-worker", .image(token: nil, profile: "worker", version: nil, .kernel)),
        ("nixos/worker/netboot.ipxe", .netbootScript(profile: "worker")),
        ("autoexec.ipxe", .autoexec(token: nil)),
        ("b/t-1/autoexec.ipxe", .autoexec(token: "t-1")),
        ("grub/grub.cfg", .grub(mac: nil, .powerOn)),
        ("grub/grub.cfg-01-52-54-00-12-00-01", .grub(mac: Inventory.mac(1), .powerOn)),
        ("grub/profile/worker.cfg", .grub(mac: nil, .profile("worker"))),
        // shim asks for its second stage below a doubled slash.
        ("b/t-1//grubx64.efi", .chainloader(token: "t-1", name: "grubx64.efi")),
        ("cache/nix-cache-info", .cache(.info)),
        (
            "cache/0123456789abcdfghijklmnpqrsvwxyz.narinfo",
            .cache(.path(hash: "0123456789abcdfghijklmnpqrsvwxyz"))
        ),
        ("cache/nar/0a1b.nar.xz", .cache(.archive(name: "0a1b.nar.xz"))),
        ("cache/nar/0a1b.nar", .cache(.archive(name: "0a1b.nar"))),
        ("b/t-1/phone-home", .phoneHome(token: "t-1")),
        ("b/t-1/revocations_sbat.efi", .chainloader(token: "t-1", name: "revocations_sbat.efi")),
    ])
    func `paths are read`(text: String, path: BootPath) throws {
        #expect(try BootPath(text) == path)
    }

    @Test(arguments: [
        "", "nixos", "nixos/", "nixos/worker/passwd", "nixos/other-worker", "nixos/bzImage-",
        "nixos/initrd-.",
        "b/t/worker/v/x", "a/b/c/d/e",
        "grub/x86_64-efi/command.lst", "grub/grub.cfg-01-52-54", "grub/grub.cfg-C0A84D64",
        "grub/profile/.cfg", "grub/other.cfg",
        "phone-home", "cache", "cache/", "cache/nix-cache-info/x", "cache/nar", "cache/nar/",
        "b/t/cache/nix-cache-info",
        "cache/0123456789abcdfghijklmnpqrsvwxy.narinfo", "cache/0123456789abcdefghijklmnpqrsvwxy.narinfo",
        "cache/0123456789abcdfghijklmnpqrsvwxyz.narinfo.bak", "cache/0123456789abcdfghijklmnpqrsvwxyz",
        "cache/nar/.nar", "cache/nar/a.nar.", "cache/nar/a.nar.x.z",
        "cache/nar/a.xz", "cache/nar/a/b.nar", "cache/nar/..nar", "cache/secret.key", "cache/log/x.drv",
    ])
    func `other paths are nothing, or no boot file`(text: String) {
        switch try? BootPath(text) {
        case nil, .chainloader(token: nil, name: _): break
        case let path?: Issue.record("\(text) was read as \(path)")
        }
    }

    @Test
    func `a hand-typed chain names its machine`() throws {
        let path = try BootPath(
            "boot.ipxe", query: [("mac", "52-54-00-12-00-01"), ("arch", "x64-uefi"), ("menu", "1")])
        #expect(path == .script(token: nil, mac: Inventory.mac(1), .menu, .x64))
    }

    @Test(arguments: [
        ("boot.ipxe", BootPathError.notAMAC("52-54")), ("b/t/boot.ipxe", .notAMAC("52-54")),
        ("nixos/other-worker", .notServed), ("b/t/worker/v/x", .notServed), ("a/b/c/d/e", .notServed),
    ])
    func `a bad address is told from a path that is not served`(text: String, error: BootPathError) {
        #expect(throws: error) { try BootPath(text, query: [("mac", "52-54")]) }
    }

    @Test(arguments: [
        ("x86_64-efi", Architecture.x64), ("i386-pcbios", .x86BIOS), ("arm64-efi", .arm64),
        ("i386-efi", .ia32), ("x64-uefi", .x64), ("vax-vms", nil),
    ])
    func `iPXE says in its own words what it runs on`(word: String, architecture: Architecture?) throws {
        #expect(
            try BootPath("b/t/boot.ipxe", query: [("arch", word)])
                == .script(token: "t", mac: nil, .powerOn, architecture))
    }

    @Test(arguments: [
        BootPath.script(token: "t", mac: nil, .profile("worker"), .x64),
        .script(token: nil, mac: MACAddress(rawValue: 0x5254_0012_0001), .localDisk, nil),
        .script(token: "t", mac: nil, .menu, nil),
        .image(token: "t", profile: "worker", version: "v", .initrd),
        .image(token: nil, profile: "worker", version: nil, .kernel),
        .image(token: nil, profile: "worker", version: "v", .kernel),
        .chainloader(token: "t", name: "snponly.efi"),
        .netbootScript(profile: "worker"),
        .autoexec(token: "t"),
        .autoexec(token: nil),
        .grub(mac: nil, .powerOn),
        .grub(mac: MACAddress(rawValue: 0x5254_0012_0001), .powerOn),
        .grub(mac: nil, .profile("all-in-one")),
        .grub(mac: nil, .menu),
        .grub(mac: nil, .localDisk),
        .cache(.info),
        .cache(.path(hash: "0123456789abcdfghijklmnpqrsvwxyz")),
        .cache(.archive(name: "a-b_c.nar.zst")),
        .phoneHome(token: "t"),
        .health,
    ])
    func `what is written is read back`(path: BootPath) throws {
        let parts = path.text.dropFirst().split(separator: "?")
        let query = parts.dropFirst().joined().split(separator: "&").map { item in
            let pair = item.split(separator: "=")
            return (name: String(pair[0]), value: String(pair[1]))
        }
        #expect(try BootPath(String(parts[0]), query: query) == path)
    }

    @Test(arguments: [
        ("b/t-1/autoexec.ipxe", true), ("grub/x86_64-efi/command.lst", true),
        ("revocations_sbat.efi", true), ("shim_certificate_0.efi", true), ("pxelinux.0", false),
        ("shimx64.efi", false), ("boot/grub/grub.cfg", false),
    ])
    func `what programs look for by themselves is told from a wrong boot file`(name: String, isOptional: Bool)
    {
        #expect(BootPath.isOptional(name) == isOptional)
    }
}
