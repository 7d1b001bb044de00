/// A script of a plan for the POSIX shell, whose references to the node are shell parameters.
///
/// A value never becomes part of the script's text: `${var.x}` turns into `${rackrise_var_x}`, and the value is
/// assigned, quoted, on a line before. So it has the shell's own meaning in and out of quotes, and no value can run
/// anything.
public struct ShellScript: Hashable, Sendable {
    /// The longest script in octets: Linux takes 128 KiB in one argument, and the node's values come on top.
    public static let sizeLimit = 64 << 10

    /// The script as the plan has it.
    public let template: Template

    /// Takes any text.
    public init(_ text: String) { template = Template(text) }

    /// The text for the shell's standard input.
    ///
    /// - Throws: `variable-missing` when the node has no such variable.
    public func rendered(with values: PlanValues) throws(InstallFailure) -> String {
        var assignments = ""
        var assigned: Set<TemplateReference> = []
        var body = ""
        for part in template.parts {
            switch part {
            case .literal(let text), .malformed(let text): body += text
            case .reference(let reference):
                body += "${\(reference.shellName)}"
                guard assigned.insert(reference).inserted else { continue }
                let value = try values.value(of: reference)
                assignments += "\(reference.shellName)=\(ShellWord.quoted(value))\n"
            }
        }
        return assignments + body
    }
}
