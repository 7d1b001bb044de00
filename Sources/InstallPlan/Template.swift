/// A text of a plan that may refer to the node: `${node.name}` and `${var.NAME}`.
///
/// Every other `${` and `$` stands for itself.
public struct Template: Hashable, Sendable {
    /// The text as the plan has it.
    public let text: String

    /// Takes any text; `complaint` says what is wrong with it.
    public init(_ text: String) { self.text = text }

    /// What it refers to, in order, repetitions included; references that cannot be read are left out.
    public var references: [TemplateReference] {
        parts.compactMap {
            guard case .reference(let reference) = $0 else { return nil }
            return reference
        }
    }

    /// What is wrong with its references and what to do instead; nil when they are good.
    public var complaint: String? {
        for case .malformed(let text) in parts {
            return "\(text) is no reference; write \(TemplateReference.examples)"
        }
        return nil
    }

    /// The text with the node's values in the place of the references.
    ///
    /// - Throws: `variable-missing` when the node has no such variable.
    public func expanded(with values: PlanValues) throws(InstallFailure) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text), .malformed(let text): result += text
            case .reference(let reference): result += try values.value(of: reference)
            }
        }
        return result
    }

    /// The text in pieces.
    var parts: [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let start = Self.start(in: rest) {
            if start > rest.startIndex { parts.append(.literal(String(rest[..<start]))) }
            let body = rest[start...].dropFirst(2)
            let end = body.firstIndex { !Self.isName($0) } ?? body.endIndex
            if end < body.endIndex, body[end] == "}", let reference = TemplateReference(body[..<end]) {
                parts.append(.reference(reference))
                rest = body[body.index(after: end)...]
            } else {
                let limit = end < body.endIndex ? body.index(after: end) : end
                parts.append(.malformed(String(rest[start..<limit])))
                rest = body[limit...]
            }
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }

    /// A piece of a template.
    enum Part: Hashable {
        /// Text that stands for itself.
        case literal(String)
        /// A reference.
        case reference(TemplateReference)
        /// What begins as a reference and is none.
        case malformed(String)
    }

    private static func start(in text: Substring) -> String.Index? {
        text.indices.first { text[$0...].hasPrefix("${node.") || text[$0...].hasPrefix("${var.") }
    }

    private static func isName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
    }
}
