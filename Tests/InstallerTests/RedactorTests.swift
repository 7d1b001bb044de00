import NetTypes
import Testing

@testable import Installer

struct RedactorTests {
    private static let secret = Array("correct horse battery staple\n".utf8)

    private static func redact(_ text: [UInt8], pieces size: Int) -> [UInt8] {
        var redactor = Redactor([secret])
        var result: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: size) {
            result += redactor.take(Array(text[start..<min(start + size, text.count)]))
        }
        return result + redactor.finish()
    }

    @Test(arguments: [1, 2, 7, 4096])
    func theSecretIsNowhereHoweverItArrives(size: Int) {
        let plain = Array("a=correct horse battery staple; b=".utf8)
        let text = plain + Self.secret + Array(" end".utf8)
        let result = String(decoding: Self.redact(text, pieces: size), as: UTF8.self)
        #expect(result == "a=[secret]; b=[secret] end")
    }

    @Test(arguments: 0..<6)
    func theSecretIsNowhereInBase64(offset: Int) {
        let before = [UInt8](repeating: UInt8(ascii: "x"), count: offset)
        let text = Array(Base64.text(before + Self.secret + Array("tail".utf8)).utf8)
        let result = String(decoding: Self.redact(text, pieces: 5), as: UTF8.self)
        #expect(result.contains("[secret]"))
        #expect(!result.contains("Y29ycmVjd"))
    }

    @Test func aSentenceIsCleanedAloneWhileAStreamIsHeldBack() {
        var redactor = Redactor([Self.secret])
        _ = redactor.take(Array("other words, correct horse".utf8))
        #expect(redactor.clean("no battery here") == "no battery here")
        #expect(redactor.clean("correct horse battery staple!") == "[secret]!")
    }

    @Test func otherTextStaysAsItIs() {
        let text = Array("nothing to hide here, correct?".utf8)
        #expect(Self.redact(text, pieces: 3) == text)
    }
}
