import Testing

/// A file with mistakes, and what is said about each.
struct Mistake: CustomTestStringConvertible {
    let yaml: String
    let problems: [String]
    var testDescription: String { yaml }

    init(_ yaml: String, _ problems: String...) {
        self.yaml = yaml
        self.problems = problems
    }
}
