import BootPolicy
import Crypto
import NetTypes
import Testing

@testable import BootServer

struct BootTokenTests {
    private let key: HMACKey
    private let token: BootToken

    init() throws {
        key = try HMACKey([UInt8](repeating: 7, count: 32))
        token = try #require(
            BootToken(mac: MACAddress(rawValue: 0x5254_0012_3456), boot: 0x6740_F2A1, key: key))
    }

    @Test
    func `a token is read back under its key only`() throws {
        #expect(token.text.hasPrefix("525400123456-6740f2a1-"))
        #expect(BootToken(token.text, key: key) == token)
        #expect(try BootToken(token.text, key: HMACKey([UInt8](repeating: 8, count: 32))) == nil)
        #expect(BootToken(token.text.uppercased(), key: key) == nil)
    }

    @Test
    func `a token of another machine or boot is refused`() throws {
        let code = try #require(token.text.split(separator: "-").last)
        for forged in [
            "525400123457-6740f2a1-\(code)", "525400123456-6740f2a2-\(code)",
            "525400123456-6740f2a1-\(code.dropLast())",
            "525400123456-6740f2a1-", "525400123456-6740f2a1", "", "a-b-c", "525400123456-6740f2a1-\(code)-",
            "525400123456--6740f2a-\(code)", "525400123456-+740f2a1-\(code)",
        ] {
            #expect(BootToken(forged, key: key) == nil, "\(forged)")
        }
    }

    @Test(arguments: [(-601, false), (-600, true), (0, true), (86_400, true), (86_401, false)])
    func `a token is proof for a day`(age: Int64, isFresh: Bool) {
        #expect(token.isFresh(unixSeconds: Int64(token.boot) + age) == isFresh)
    }

    @Test
    func `a token is as long as the policy keeps room for on a command line`() {
        #expect(token.text.utf8.count == BootPolicy.longestToken)
    }

    @Test
    func `the paths of a token fit the header's file field`() {
        let text = token.text
        // 127 octets: the longest origin and the longest chainloader name of Debian's packages.
        #expect("http://255.255.255.255:65535/b/\(text)/boot.ipxe?arch=loong64-uefi".utf8.count <= 127)
        #expect("http://255.255.255.255:65535/b/\(text)/snponly-loong64.efi".utf8.count <= 127)
    }
}
