/// A word of a GRUB script that GRUB reads back as itself and never as syntax; the only quoting for GRUB.
///
/// Between single quotes GRUB takes everything as it is, and nothing but a single quote ends them (GRUB manual,
/// "Quoting"); a single quote stands outside of them, behind a backslash. Quoted parts that touch are one word.
public struct GRUBWord: Hashable, Sendable {
    /// What to write into the script.
    public let scriptText: String

    /// A word for GRUB; control characters that separate become spaces, what a console cannot show becomes `?`.
    public init(_ text: String) {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x27: quoted += #"'\''"#
            case 0x20...0x7E: quoted.unicodeScalars.append(scalar)
            case 0x09...0x0D: quoted += " "
            default: quoted += "?"
            }
        }
        scriptText = quoted + "'"
    }
}
