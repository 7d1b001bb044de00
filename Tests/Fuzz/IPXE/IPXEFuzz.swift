import IPXE

/// An image builder's script, and texts on their way into ours.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIPXE(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    if let script = try? NetbootScript(text) { checkCommandLine(script.commandLine) }
    if let commandLine = try? KernelCommandLine(text) { checkCommandLine(commandLine) }
    let halves = text.split(separator: "\n", maxSplits: 1).map(String.init)
    if halves.count == 2,
        let commandLine = try? KernelCommandLine(kernelParameters: halves[0], initLink: halves[1])
    {
        checkCommandLine(commandLine)
        guard commandLine.namesInit else { fatalError("the init link is lost") }
    }
    let shown = IPXEValue.text(text)
    checkWords(shown.scriptText)
    guard IPXEValue.text(shown.scriptText) == shown else { fatalError("a text that is quoted twice") }
    let url = IPXEValue.url(text).scriptText
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "$") }) else {
        fatalError("an address that iPXE would split or expand")
    }
    return 0
}

private func checkCommandLine(_ commandLine: KernelCommandLine) {
    guard commandLine.text.utf8.count <= KernelCommandLine.longest,
        (try? KernelCommandLine(commandLine.text)) == commandLine,
        !commandLine.arguments.contains(where: { $0.hasPrefix("initrd=") })
    else { fatalError("a command line that reads as another") }
    let written = IPXEValue.commandLine(commandLine).scriptText
    checkWords(written)
    guard written.replacing("${}", with: "") == commandLine.text else {
        fatalError("a command line that iPXE changes")
    }
}

/// No word is syntax, no setting but the empty one is named, and the line ends where it ends.
private func checkWords(_ text: String) {
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !text.hasSuffix("\\") else {
        fatalError("a line that goes on")
    }
    for word in text.split(separator: " ") where ["||", "&&", ";"].contains(word) || word.hasPrefix("#") {
        fatalError("'\(word)' is syntax")
    }
    guard !text.replacing("${}", with: "").contains("${") else { fatalError("a setting") }
}
