/// What one tag of a template stands for.
enum ScriptValue: Sendable {
    /// What a person or an operator wrote; quoted when it is written. Never the condition of a section.
    case text(String)
    /// A text that needs no quotes, since `IPXEValue` made it. Never the condition of a section.
    case quoted(String)
    /// Whether a section is there.
    case flag(Bool)
    /// A section for each text.
    case texts([String])
    /// A section for each of these.
    case items([ScriptValues])
    /// A section with values of its own.
    case group(ScriptValues)
}
