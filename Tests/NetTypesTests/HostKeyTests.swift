import NetTypes
import Testing

struct HostKeyTests {
    private static let blob = "AAAAC3NzaC1lZDI1NTE5AAAAIJ3J8d9Z1sGm1n8y5y1o8k7b6a5c4d3e2f1g0h9i8j7k"
    private static let ed25519 = "ssh-ed25519 \(blob)"

    /// A key of any algorithm with this many octets behind its name.
    private static func line(_ algorithm: String, octets: Int = 32) -> String {
        var writer = ByteWriter()
        writer.write(UInt32(algorithm.utf8.count))
        writer.write(Array(algorithm.utf8))
        writer.write([UInt8](repeating: 7, count: octets))
        return "\(algorithm) \(Base64.text(writer.octets))"
    }

    @Test(arguments: [
        ed25519, "\(ed25519) root@nixos", "  \(ed25519)  a comment of words", "ssh-ed25519\t\(blob)\tc",
        "\(ed25519)\r\n",
    ])
    func `a key is two words, whatever stands around them`(line: String) throws {
        let key = try #require(HostKey(line))
        #expect(key.algorithm == "ssh-ed25519")
        #expect(key.blob == Self.blob)
        #expect(key.description == Self.ed25519)
    }

    @Test(arguments: [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ])
    func `the algorithms of OpenSSH's servers are known`(algorithm: String) {
        #expect(HostKey(Self.line(algorithm))?.algorithm == algorithm)
    }

    @Test(arguments: [
        "", " ", "hello", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 !!!!", "ssh-ed25519 \(blob)=",
        "SSH-ED25519 \(blob)", "command=\"x\" \(ed25519)", "@cert-authority \(ed25519)",
        // Another algorithm in the text than in the key.
        "ssh-rsa \(blob)",
        // The name alone, and less; a length beyond the end.
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAAC3Nz", "ssh-ed25519 AAAA",
        "ssh-ed25519 /////w==",
        // No hosts' algorithms any more, or certificates of them.
        line("ssh-dss"), line("ssh-ed25519-cert-v01@openssh.com"), line("ssh-"), line(""),
        // Beyond any key's length.
        line("ssh-rsa", octets: 4096),
        // Characters that look the part.
        "ssh\u{2011}ed25519 \(blob)", "ssh-ed25519 \u{FF21}\(blob.dropFirst())",
        "ssh-ed25519 \(blob)\u{301}",
    ])
    func `anything else is no key`(line: String) {
        #expect(HostKey(line) == nil)
    }
}
