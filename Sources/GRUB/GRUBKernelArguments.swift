/// The arguments of a kernel as GRUB's `linux` takes them: words that it joins with spaces and hands on unchanged.
public struct GRUBKernelArguments: Hashable, Sendable {
    /// The words, in order.
    public let words: [String]

    /// Splits a command line at its spaces.
    ///
    /// - Throws: When GRUB would hand on something else: it writes a backslash before quotes and backslashes
    ///   (`grub_create_loader_cmdline`), and only ASCII is the same for everybody.
    public init(_ commandLine: String) throws(GRUBKernelArgumentsError) {
        let words = commandLine.split(separator: " ").map(String.init)
        for word in words {
            guard word.unicodeScalars.allSatisfy({ Self.isPlain($0) }) else {
                throw GRUBKernelArgumentsError(word: word)
            }
        }
        self.words = words
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", "\\": false
        default: (0x21...0x7E).contains(scalar.value)
        }
    }
}
