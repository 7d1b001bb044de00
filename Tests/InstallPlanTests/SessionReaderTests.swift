import InstallPlan
import Testing

struct SessionReaderTests {
    private static let session =
        "hello from csh\nn0 begin\nfact one\n\nn0 out 5\na\nb\nc\nn0 rc 0\nn0 end 0\n"

    private static func elements(_ pieces: [[UInt8]]) -> [SessionReader.Element] {
        var reader = SessionReader(nonce: "n0")
        var result: [SessionReader.Element] = []
        for element in pieces.flatMap({ reader.read($0) }) {
            if case .stepOutput(let more) = element, case .stepOutput(let before)? = result.last {
                result[result.count - 1] = .stepOutput(before + more)
            } else {
                result.append(element)
            }
        }
        return result
    }

    @Test func `frames, text and step output are told apart however they arrive`() {
        let whole = Self.elements([Array(Self.session.utf8)])
        #expect(
            whole == [
                .text(Array("hello from csh\n".utf8)), .frame(["begin"]), .text(Array("fact one\n".utf8)),
                .text(Array("\n".utf8)), .stepOutput(Array("a\nb\nc".utf8)), .text(Array("\n".utf8)),
                .frame(["rc", "0"]), .frame(["end", "0"]),
            ])
        #expect(Self.elements(Self.session.utf8.map { [$0] }) == whole)
    }

    @Test func `step output may hold what looks like a frame`() {
        #expect(
            Self.elements([Array("n0 out 9\nn0 end 0\n\n".utf8)]) == [
                .stepOutput(Array("n0 end 0\n".utf8)), .text(Array("\n".utf8)),
            ])
    }

    @Test func `a line without an end does not grow`() {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 3 * SessionReader.lineLimit)
        var reader = SessionReader(nonce: "n0")
        let pieces = (0..<3).flatMap { _ in reader.read(long.prefix(SessionReader.lineLimit)) }
        #expect(pieces == (0..<3).map { _ in .text(Array(long.prefix(SessionReader.lineLimit))) })
    }
}
