/// The reader of the script an image builder leaves beside kernel and initrd (`netboot.ipxe`).
///
/// Lines are read as iPXE reads them: continuations, comments, labels, `||`, CRLF. The script is data: nothing of it is
/// run or served.
public struct NetbootScript: Hashable, Sendable {
    /// The kernel's name, relative to the script.
    public let kernel: String
    /// The initrd's name, relative to the script; nil without an `initrd` line.
    public let initrd: String?
    /// The kernel's arguments, without `initrd=` and the builder's `${cmdline}`.
    public let commandLine: KernelCommandLine

    /// Reads a script with one `kernel` line and at most one `initrd` line.
    public init(_ text: String) throws(NetbootScriptError) {
        guard Self.hasMagic(text) else { throw NetbootScriptError(line: 1, .notAScript) }
        var kernel: (words: [String], line: Int)?
        var initrd: String?
        for line in ScriptLine.lines(of: text) {
            for command in line.commands {
                switch command.first {
                case "kernel":
                    guard kernel == nil else { throw NetbootScriptError(line: line.number, .severalKernels) }
                    kernel = (Self.operands(of: command), line.number)
                case "initrd":
                    guard initrd == nil else { throw NetbootScriptError(line: line.number, .severalInitrds) }
                    initrd = Self.operands(of: command).first
                case "imgargs":
                    throw NetbootScriptError(line: line.number, .argumentsElsewhere)
                default:
                    break
                }
            }
        }
        guard let kernel, let name = kernel.words.first else {
            throw NetbootScriptError(line: nil, .noKernel)
        }
        self.kernel = name
        self.initrd = initrd
        commandLine = try Self.commandLine(of: kernel.words.dropFirst(), line: kernel.line)
    }

    private static func commandLine(
        of words: ArraySlice<String>, line: Int
    ) throws(NetbootScriptError) -> KernelCommandLine {
        var literal: [String] = []
        for word in words where word != "${cmdline}" {
            let word = word.replacing("${}", with: "")
            guard !word.contains("${") else { throw NetbootScriptError(line: line, .setting(word)) }
            literal.append(word)
        }
        do throws(KernelCommandLineError) {
            return try KernelCommandLine(literal.joined(separator: " "))
        } catch {
            throw NetbootScriptError(line: line, .commandLine(error))
        }
    }

    /// What follows the command's name and its options `--name X` and `--timeout N`.
    private static func operands(of command: [String]) -> [String] {
        var words = command.dropFirst()
        while let word = words.first, word.hasPrefix("-") {
            words.removeFirst()
            if word == "--" { break }
            if ["--name", "-n", "--timeout", "-t"].contains(word) { words = words.dropFirst() }
        }
        return Array(words)
    }

    private static func hasMagic(_ text: String) -> Bool {
        ["#!ipxe", "#!gpxe"].contains { magic in
            text.hasPrefix(magic) && text.dropFirst(magic.count).first?.isWhitespace == true
        }
    }
}
