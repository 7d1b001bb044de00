import Crypto
import NetTypes
import Testing

struct AES256GCMTests {
    private let key = Array(UInt8(0)..<32)

    @Test func `it is the standard's cipher`() throws {
        // The GCM specification (McGrew and Viega), test case 16, in the form nonce, ciphertext, tag.
        let key = try #require(
            Hexadecimal.octets("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"))
        let context = try #require(Hexadecimal.octets("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
        let sealed = try #require(
            Hexadecimal.octets(
                "cafebabefacedbaddecaf888"
                    + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                    + "76fc6ece0f4e1768cddf8853bb2d551b"))
        let plaintext = try AES256GCM.open(sealed, key: key, context: context)
        #expect(
            plaintext.map { Hexadecimal.text($0) }
                == "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    }

    @Test(arguments: [0, 1, 16, 17, 65_536])
    func `what was sealed opens`(length: Int) throws {
        let plaintext = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let sealed = try AES256GCM.seal(plaintext, key: key, context: "name".utf8)
        #expect(sealed.count == length + AES256GCM.overhead)
        #expect(try AES256GCM.open(sealed, key: key, context: "name".utf8) == plaintext)
    }

    @Test func `the same value never looks the same`() throws {
        #expect(
            try AES256GCM.seal([1], key: key, context: []) != AES256GCM.seal([1], key: key, context: []))
    }

    @Test func `no bit can be changed`() throws {
        let sealed = try AES256GCM.seal("secret".utf8, key: key, context: "name".utf8)
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << bit
                #expect(try AES256GCM.open(changed, key: key, context: "name".utf8) == nil)
            }
        }
    }

    @Test func `a truncated or lengthened value does not open`() throws {
        let sealed = try AES256GCM.seal("secret".utf8, key: key, context: "name".utf8)
        for length in 0..<sealed.count {
            #expect(try AES256GCM.open(sealed.prefix(length), key: key, context: "name".utf8) == nil)
        }
        #expect(try AES256GCM.open(sealed + [0], key: key, context: "name".utf8) == nil)
    }

    @Test func `another key or another context does not open it`() throws {
        let sealed = try AES256GCM.seal("secret".utf8, key: key, context: "name".utf8)
        #expect(try AES256GCM.open(sealed, key: key.reversed(), context: "name".utf8) == nil)
        for context in ["", "nam", "name ", "other"] {
            #expect(try AES256GCM.open(sealed, key: key, context: context.utf8) == nil)
        }
    }
}
