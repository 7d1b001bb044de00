/// The only quoting for the POSIX shell.
public enum ShellWord {
    /// One word that the shell reads as exactly this text, in single quotes (POSIX.1-2017 XCU §2.2.2).
    ///
    /// A NUL character, which no shell can carry, ends the text as it would end any C string.
    public static func quoted(_ text: String) -> String {
        let letters = text.prefix { $0 != "\0" }.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }
        return "'\(letters.joined())'"
    }
}
