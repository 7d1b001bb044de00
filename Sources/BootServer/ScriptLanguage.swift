import GRUB
import IPXE
import Mustache

/// What reads a script: its quoting, and what a template for it must look like.
enum ScriptLanguage: CaseIterable {
    case ipxe
    case grub

    /// What every template of the language begins with.
    var firstLine: String {
        switch self {
        case .ipxe: "#!ipxe\n"
        case .grub: "# Rackrise\n"
        }
    }

    /// The name of its quoting in templates.
    var contentType: String {
        switch self {
        case .ipxe: "IPXE"
        case .grub: "GRUB"
        }
    }

    /// A text as a word, or part of one, that is never syntax.
    func quoted(_ text: String) -> String {
        switch self {
        case .ipxe: IPXEValue.text(text).scriptText
        case .grub: GRUBWord(text).scriptText
        }
    }

    /// Makes its quoting known to the template library.
    func register() {
        switch self {
        case .ipxe: MustacheContentTypes.register(IPXEContentType(), named: contentType)
        case .grub: MustacheContentTypes.register(GRUBContentType(), named: contentType)
        }
    }
}

/// Escapes a tag's value by IPXE's quoting, which leaves values alone that are quoted already.
private struct IPXEContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { ScriptLanguage.ipxe.quoted(text) }
}

/// Makes a tag's value one word of GRUB's language.
private struct GRUBContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { ScriptLanguage.grub.quoted(text) }
}
