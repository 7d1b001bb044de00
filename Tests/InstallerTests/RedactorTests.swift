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
        let code = Self.code(of: Self.secret, after: offset)
        let result = String(decoding: Self.redact(Array(code.utf8), pieces: 5), as: UTF8.self)
        #expect(result.contains("[secret]"))
        #expect(Self.pieces(of: code, beginningAt: offset, Self.secret.count) { result.contains($0) } == [])
    }

    /// As `base64`, `openssl base64` and mail programs break lines, and as anybody might.
    @Test(arguments: [(76, "\n"), (64, "\n"), (76, "\r\n"), (20, "\n"), (7, "\n")])
    func theSecretIsNowhereInBrokenBase64(columns: Int, lineEnd: String) {
        let secret = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 7) }
        for offset in 0..<57 {
            let code = Self.code(of: secret, after: offset)
            let lines = stride(from: 0, to: code.count, by: columns).map {
                code.dropFirst($0).prefix(columns)
            }
            // Alone, and each with something before it.
            for between in [lineEnd, lineEnd + "| "] {
                var redactor = Redactor([secret])
                let text = redactor.take(Array(lines.joined(separator: between).utf8)) + redactor.finish()
                let result = String(decoding: text, as: UTF8.self).replacing(between, with: "")
                let left = Self.pieces(of: code, beginningAt: offset, secret.count) { result.contains($0) }
                #expect(left == [] || columns < 10 && between != lineEnd)
            }
        }
    }

    @Test func everyLineOfALongSecretIsFound() {
        let lines = (0..<1000).map { "line \($0) of the key" }
        var redactor = Redactor([Array(lines.joined(separator: "\n").utf8)])
        let text = lines.reversed().map { "<\($0)>" }.joined()
        let result = redactor.take(Array(text.utf8)) + redactor.finish()
        #expect(String(decoding: result, as: UTF8.self) == String(repeating: "<[secret]>", count: 1000))
    }

    @Test(arguments: [1, 3, 100])
    func secretsThatOverlapAreCoveredTogether(size: Int) {
        var redactor = Redactor(["abcdef", "defghi", "xy"].map { Array($0.utf8) })
        var result: [UInt8] = []
        let text = Array("-abcdefghi-xyxy-abcdeY-defgh".utf8)
        for start in stride(from: 0, to: text.count, by: size) {
            result += redactor.take(Array(text[start..<min(start + size, text.count)]))
        }
        #expect(
            String(decoding: result + redactor.finish(), as: UTF8.self)
                == "-[secret]-[secret]-abcdeY-defgh")
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

    /// A secret in the base64 text of more.
    private static func code(of secret: [UInt8], after offset: Int) -> String {
        Base64.text([UInt8](repeating: UInt8(ascii: "x"), count: offset) + secret + Array("tail".utf8))
    }

    /// The pieces of twelve digits in a code that stand for nothing but the secret, and are as given.
    private static func pieces(
        of code: String, beginningAt offset: Int, _ count: Int, where isMeant: (String) -> Bool
    ) -> [String] {
        let digits = Array(code)
        let range = (offset * 8 + 5) / 6..<(offset + count) * 8 / 6
        return range.dropLast(11).map { String(digits[$0..<$0 + 12]) }.filter(isMeant)
    }
}
