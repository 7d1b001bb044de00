import BootPolicy
import HTTP

/// The target of a request line, read as HTTP does and then as a path that is served.
///
/// Names and tokens of ours have plain characters only, so a path of such characters that `BootPath` writes must
/// read as what was meant.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBootPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    guard let path = bootPath(octets) else { return 0 }
    let text = path.text
    guard text.hasPrefix("/") else { fatalError("'\(text)' is no path") }
    guard octets.allSatisfy(isPlain) else { return 0 }
    guard let again = bootPath(Array(text.utf8)), again.text == text else {
        fatalError("'\(text)' reads as another path")
    }
    return 0
}

private func bootPath(_ target: [UInt8]) -> BootPath? {
    guard let target = HTTPTarget(parsing: target), let name = target.normalizedPath else { return nil }
    return try? BootPath(
        String(name.dropFirst()), query: target.queryItems)
}

private func isPlain(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "-._/?=&:".utf8.contains(octet)
    }
}
