import NetTypes
import Testing

struct OctetTests {
    @Test
    func `a read past the end gives nothing and moves nothing`() {
        var reader = ByteReader([1, 2, 3])
        #expect(reader.readUInt16() == 0x0102)
        #expect(reader.readUInt16() == nil)
        #expect(reader.readUInt32() == nil)
        #expect(reader.read(2) == nil)
        #expect(reader.read(-1) == nil)
        #expect(reader.readUInt8() == 3)
        #expect(reader.remaining == 0)
        #expect(reader.readUInt8() == nil)
    }

    @Test
    func `a part is read with the whole's offsets`() {
        var reader = ByteReader([9, 0, 0, 0, 7, 9], in: 1..<5)
        #expect(reader.offset == 1)
        #expect(reader.readUInt32() == 7)
        #expect(reader.remaining == 0)
        #expect(ByteReader([1], in: 5..<9).remaining == 0)
    }

    @Test
    func `zero-terminated text needs its zero`() {
        var reader = ByteReader(Array("a\0b".utf8))
        #expect(reader.readZeroTerminated().map(Array.init) == Array("a".utf8))
        #expect(reader.readZeroTerminated() == nil)
        #expect(reader.remaining == 1)
    }

    @Test
    func `fields are written big-endian, cut and padded`() {
        var writer = ByteWriter()
        writer.write(UInt8(1))
        writer.write(UInt16(0x0203))
        writer.write(UInt32(0x0405_0607))
        writer.write([8, 9, 10], width: 2)
        writer.write([11], width: 2)
        writer.pad(to: 12)
        #expect(writer.octets == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 0, 0])
    }

    @Test(arguments: [("00ff10", [0, 255, 16]), ("", []), ("AbCd", [0xAB, 0xCD])])
    func `hexadecimal is read in either case`(text: String, octets: [UInt8]) {
        #expect(Hexadecimal.octets(text) == octets)
        #expect(Hexadecimal.text(octets) == text.lowercased())
    }

    @Test(arguments: ["0", "0g", "0x00"])
    func `other texts are no hexadecimal`(text: String) {
        #expect(Hexadecimal.octets(text) == nil)
    }

    @Test
    func `instants add and saturate`() {
        let start = Instant(nanoseconds: 1_000_000_000)
        #expect(start + .milliseconds(1500) == Instant(nanoseconds: 2_500_000_000))
        #expect(start + .seconds(-2) == Instant(nanoseconds: 0))
        #expect(Instant(nanoseconds: .max) + .seconds(1) == Instant(nanoseconds: .max))
        #expect((start + .seconds(3)) - start == .seconds(3))
        #expect(start - (start + .seconds(3)) == .seconds(-3))
    }
}
