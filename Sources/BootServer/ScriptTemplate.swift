import IPXE
import Mustache

/// One compiled iPXE template: every tag it writes is quoted for iPXE, and every tag has a value.
struct ScriptTemplate: Sendable {
    private let template: MustacheTemplate

    /// Compiles `source`, which may use the tags in `names` only, as values, sections and comments.
    ///
    /// Unescaped tags, partials, changed delimiters and other content types would write values past the
    /// quoting, and are refused.
    init(_ name: String, source: String, tags names: Set<String>) throws(ScriptTemplateError) {
        guard source.hasPrefix("#!ipxe\n") else {
            throw ScriptTemplateError(template: name, reason: "the first line is not #!ipxe")
        }
        for tag in Self.tags(of: source) {
            let mark = tag.first.map { "#^/".contains($0) } == true ? tag.prefix(1) : ""
            if tag.hasPrefix("!") { continue }
            let field = tag.dropFirst(mark.count)
            guard field.allSatisfy({ $0.isLetter || $0 == "." }) else {
                throw ScriptTemplateError(
                    template: name, reason: "{{\(tag)}} is no plain tag; values must pass the quoting")
            }
            guard names.contains(String(field)) || field == "." else {
                throw ScriptTemplateError(template: name, reason: "there is no value for {{\(tag)}}")
            }
        }
        MustacheContentTypes.register(IPXEContentType(), named: IPXEContentType.name)
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(IPXEContentType.name)}}" + source)
        } catch {
            throw ScriptTemplateError(template: name, reason: "\(error)")
        }
    }

    /// Fills in the values.
    func render(_ values: [String: Any]) -> String { template.render(values) }

    /// What stands between `{{` and the next `}}`, in order.
    private static func tags(of source: String) -> [Substring] {
        source.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)[0]
        }
    }
}

/// Escapes a tag's value by IPXE's quoting, which leaves values alone that are quoted already.
private struct IPXEContentType: MustacheContentType {
    static let name = "IPXE"

    func escapeText(_ text: String) -> String { IPXEValue.text(text).scriptText }
}
