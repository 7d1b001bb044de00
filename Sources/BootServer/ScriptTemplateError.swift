/// Why a template in `ipxe/` cannot be used: found when the program starts, not when a machine asks.
public struct ScriptTemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The template's file name.
    public let template: String
    /// What is wrong with it.
    public let reason: String

    /// The file and what is wrong with it.
    public var description: String { "template \(template): \(reason)" }
}
