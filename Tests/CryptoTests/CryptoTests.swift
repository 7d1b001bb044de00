import Crypto
import NetTypes
import Testing

struct CryptoTests {
    @Test(arguments: [
        // FIPS 180-4 examples.
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives the standard's digests`(text: String, digest: String) throws {
        #expect(try SHA256.hex(of: text.utf8) == digest)
    }

    @Test func `a digest in pieces is the digest of the whole`() throws {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hasher = try SHA256Hasher()
        var rest = bytes[...]
        var length = 0
        while !rest.isEmpty {
            try hasher.update(rest.prefix(length))
            rest = rest.dropFirst(length)
            length += 7
        }
        #expect(try hasher.finish() == SHA256.digest(of: bytes))
    }

    @Test func `memory and lazy sequences hash alike`() throws {
        var hasher = try SHA256Hasher()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: "abc".utf8)
        try hasher.update(UnsafeRawBufferPointer(memory))
        #expect(
            try hasher.finish() == SHA256.digest(of: sequence(first: UInt8(97)) { $0 < 99 ? $0 + 1 : nil }))
    }

    @Test(arguments: [
        // RFC 4231, test cases 1, 2 and 6.
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            [UInt8]("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `HMAC gives the standard's codes`(key: [UInt8], message: String, code: String) throws {
        let key = try HMACKey(key)
        for _ in 0..<2 { #expect(Hexadecimal.text(try key.code(of: Array(message.utf8))) == code) }
    }

    @Test func `an empty key is refused`() {
        #expect(throws: CryptoError.self) { try HMACKey([]) }
    }

    @Test func `equality needs every octet and the length`() {
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
        #expect(constantTimeEqual([], [UInt8]()))
    }

    @Test func `random octets have the length and differ`() throws {
        let first = try randomBytes(32)
        #expect(first.count == 32)
        #expect(try first != randomBytes(32))
        #expect(try randomBytes(0).isEmpty)
    }
}
