import ArgumentParser

/// `name=value`: a node's variable; an empty value removes it.
struct VariableArgument: ExpressibleByArgument {
    /// Its name.
    let name: String
    /// Its value, nil to remove it.
    let value: String?

    /// Splits at the first `=`; without one it is no variable.
    init?(argument: String) {
        guard let index = argument.firstIndex(of: "="), index != argument.startIndex else { return nil }
        name = String(argument[..<index])
        let rest = argument[argument.index(after: index)...]
        value = rest.isEmpty ? nil : String(rest)
    }
}
