import Testing

@testable import BootServer

/// Scripts from remembered forms, compared with what the template library makes of the same values.
struct ScriptFormTests {
    private static let hostile = [
        "", " ", "plain", "$", "${net0/mac}", "'\"` ", " || reboot", "#", "a\nreboot\n", "ä\u{1B}[2J\0",
        "{{node}}",
        "\\", "-", "rackrise-text", "rackrise-text-0-", "rackrise-text-1-",
    ]

    private func template(_ language: ScriptLanguage) throws -> ScriptTemplate {
        try ScriptTemplate(
            "t.mustache",
            source: language.firstLine
                + "echo {{node}} and {{other}} and {{node}}{{#isSet}} set{{/isSet}}{{^isSet}} not set{{/isSet}}\n"
                + "{{#lines}}\n-- {{.}}\n{{/lines}}\n{{#entries}}\n{{name}}{{path}}\n{{/entries}}\n"
                + "{{#entries}}\n{{path}} {{name}}\n{{/entries}}\n{{#inner}}\n[{{node}}]\n{{/inner}}\n{{node}}",
            tags: ["node", "other", "isSet", "lines", "entries", "name", "path", "inner"], for: language)
    }

    private func values(_ texts: (Int) -> String, lines: Int, entries: Int, isSet: Bool) -> ScriptValues {
        [
            "node": .text(texts(0)), "other": .text(texts(1)), "isSet": .flag(isSet),
            "lines": .texts((0..<lines).map { texts(2 + $0) }),
            "entries": .items(
                (0..<entries).map { ["name": .text(texts(5 + $0)), "path": .text(texts(8 + $0))] }),
            "inner": .group(["node": .text(texts(11))]),
        ]
    }

    @Test(arguments: ScriptLanguage.allCases)
    func `a form gives what the template gives, whatever the texts`(_ language: ScriptLanguage) throws {
        let template = try template(language)
        for first in Self.hostile.indices {
            for (lines, entries, isSet) in [(0, 0, false), (1, 0, true), (3, 2, true), (1, 12, false)] {
                let values = values(
                    { Self.hostile[(first + $0) % Self.hostile.count] }, lines: lines, entries: entries,
                    isSet: isSet)
                #expect(template.render(values) == Array(template.renderAtOnce(values).utf8))
            }
        }
    }

    @Test func `values of one shape share a form, and those of others do not`() {
        let shapes = [
            values({ "\($0)" }, lines: 1, entries: 1, isSet: true).read { $0 }.shape,
            values({ _ in "" }, lines: 1, entries: 1, isSet: true).read { $0 }.shape,
            values({ "\($0)" }, lines: 2, entries: 1, isSet: true).read { $0 }.shape,
            values({ "\($0)" }, lines: 1, entries: 2, isSet: true).read { $0 }.shape,
            values({ "\($0)" }, lines: 1, entries: 1, isSet: false).read { $0 }.shape,
        ]
        #expect(shapes[0] == shapes[1])
        #expect(Set(shapes).count == 4)
    }

    @Test func `forms are bounded`() {
        let forms = ScriptForms()
        for number in 0..<3 * ScriptForms.capacity {
            let form = forms.form([UInt8(number)]) { ScriptForm(rendered: "\(number)", marks: []) }
            #expect(form.script(with: []) == Array("\(number)".utf8))
        }
        #expect(forms.count <= ScriptForms.capacity)
    }

    @Test func `a template may not contain the marks`() {
        #expect(throws: ScriptTemplateError.self) {
            try ScriptTemplate("t.mustache", source: "#!ipxe\necho rackrise-text-0-\n", tags: [])
        }
    }
}
