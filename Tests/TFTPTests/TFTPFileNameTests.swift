import TFTP
import Testing

struct TFTPFileNameTests {
    @Test(arguments: [
        ("snponly.efi", "snponly.efi"),
        ("/grub/grub.cfg", "grub/grub.cfg"),
        ("///a//b///c", "a/b/c"),
        ("./a/./b", "a/b"),
        ("\\boot\\x64\\a.efi", "boot/x64/a.efi"),
        ("a%2e%2e/b", "a%2e%2e/b"),
        ("..a/b..", "..a/b.."),
        ("Gerät/x.efi", "Gerät/x.efi"),
        ("a b", "a b"),
    ])
    func `a name becomes a relative path`(_ name: String, _ path: String) {
        #expect(TFTPFileName.normalized(Array(name.utf8)) == path)
    }

    @Test(arguments: [
        "", "/", "./", "..", "../x", "a/../b", "a/..", "..\\x", "a\u{0}b", "a\u{1}b", "\u{7F}", "a\nb",
    ])
    func `a name that must not be looked up is refused`(_ name: String) {
        #expect(TFTPFileName.normalized(Array(name.utf8)) == nil)
    }

    @Test(arguments: [[0xFF], [0xFF, 0x06, 0x01], [0x0A], [0x80, 0x9F], [0x7F]] as [[UInt8]])
    func `what firmware leaves behind a name is cut off`(_ junk: [UInt8]) {
        #expect(TFTPFileName.normalized(Array("dir/shimx64.efi".utf8) + junk) == "dir/shimx64.efi")
    }

    @Test func `a name that is not UTF-8 or longer than 512 octets is refused`() {
        #expect(TFTPFileName.normalized([0x61, 0xC3, 0x28, 0x61]) == nil)
        #expect(TFTPFileName.normalized(Array(repeating: 0x61, count: 512))?.utf8.count == 512)
        #expect(TFTPFileName.normalized(Array(repeating: 0x61, count: 513)) == nil)
    }

    @Test func `a slice is read from its own start`() {
        #expect(TFTPFileName.normalized(Array("xx/a/b".utf8)[2...]) == "a/b")
    }
}
