import HTTP
import Testing

struct HTTPTargetTests {
    @Test(arguments: [
        ("/", "/"), ("//", "/"), ("/a//b///c", "/a/b/c"), ("/a/./b", "/a/b"), ("/a/", "/a/"), ("/.", "/"),
        ("/a%20b", "/a b"), ("/%41%c3%a9", "/Aé"), ("/a+b", "/a+b"), ("/é", "/é"), ("/a..b/..c", "/a..b/..c"),
    ])
    func `a path is decoded and its slashes collapsed`(_ raw: String, _ path: String) {
        #expect(HTTPTarget(parsing: raw.utf8)?.normalizedPath == path)
    }

    @Test(arguments: [
        "*", "/..", "/../x", "/a/../b", "/a/..", "/a/%2e%2e/b", "/%2E", "/a%2fb", "/a%5Cb", "/a%00", "/a%0ab",
        "/a%7f",
        "/a%", "/a%4", "/a%zz", "/%ff",
    ])
    func `a path that must not be looked up has no normal form`(_ raw: String) throws {
        #expect(try #require(HTTPTarget(parsing: raw.utf8)).normalizedPath == nil)
    }

    @Test(
        arguments: [
            (Array("/é\u{FFFD}?ü\u{FFFD}=1".utf8), true), ([0x2F, 0xFF], false), ([0x2F, 0xC3], false),
            (Array("/a?b=".utf8) + [0xC3, 0x28], false), (Array("/a?".utf8) + [0xED, 0xA0, 0x80], false),
        ] as [([UInt8], Bool)])
    func `path and query are UTF-8`(_ octets: [UInt8], _ isTarget: Bool) {
        let target = HTTPTarget(parsing: octets)
        #expect((target != nil) == isTarget)
        if let target { #expect(Array("\(target.path)?\(target.query ?? "")".utf8) == octets) }
    }

    @Test func `query items are decoded in order`() throws {
        let target = try #require(
            HTTPTarget(parsing: "/x?mac=52%3a54&a+b=c+d&flag&=v&e=f=g&&p=%zz&mac=2".utf8))
        #expect(target.queryItems.map { $0.name } == ["mac", "a b", "flag", "", "e", "p", "mac"])
        #expect(target.queryItems.map { $0.value } == ["52:54", "c d", "", "v", "f=g", "%zz", "2"])
        #expect(HTTPTarget(parsing: "/x".utf8)?.queryItems.isEmpty == true)
        #expect(HTTPTarget(parsing: "/x?".utf8)?.query?.isEmpty == true)
    }
}
