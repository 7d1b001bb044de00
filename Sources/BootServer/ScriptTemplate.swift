import Mustache

/// One compiled template: every tag it writes is quoted for the script's reader, and every tag has a value.
struct ScriptTemplate: Sendable {
    private let template: MustacheTemplate
    private let language: ScriptLanguage
    private let forms = ScriptForms()

    /// Compiles `source`, which may use the tags in `names` only, as values, sections and comments.
    ///
    /// Unescaped tags, partials, changed delimiters and other content types would write values past the
    /// quoting, and are refused.
    init(
        _ name: String, source: String, tags names: Set<String>, for language: ScriptLanguage = .ipxe
    ) throws(ScriptTemplateError) {
        guard source.hasPrefix(language.firstLine) else {
            throw ScriptTemplateError(
                template: name, reason: "the first line is not \(language.firstLine.dropLast())")
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
        guard !source.contains(Self.markStart) else {
            throw ScriptTemplateError(template: name, reason: "\(Self.markStart) may not stand in a template")
        }
        self.language = language
        language.register()
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(language.contentType)}}" + source)
        } catch {
            throw ScriptTemplateError(template: name, reason: "\(error)")
        }
    }

    /// Fills in the values.
    func render(_ values: ScriptValues) -> [UInt8] {
        let (texts, shape) = values.read(quote: language.quoted)
        let form = forms.form(shape) {
            ScriptForm(
                rendered: template.render(values.withTexts(Self.mark)),
                marks: texts.indices.map { language.quoted(Self.mark($0)) })
        }
        return form.script(with: texts)
    }

    /// Fills in the values without the help of a form: what `render` must come to.
    func renderAtOnce(_ values: ScriptValues) -> String {
        let (texts, _) = values.read { $0 }
        return template.render(values.withTexts { texts[$0] })
    }

    /// Stands for a text whose place is looked for: one plain word in every language, and none is part of another.
    private static func mark(_ position: Int) -> String { "\(markStart)-\(position)-" }

    private static let markStart = "rackrise-text"

    /// What stands between `{{` and the next `}}`, in order.
    private static func tags(of source: String) -> [Substring] {
        source.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)[0]
        }
    }
}
