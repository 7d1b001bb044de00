import Testing

/// A statement that the database refuses, and the words in which it does.
struct RefusedStatement: CustomTestStringConvertible, Sendable {
    let statement: String
    let message: String
    var testDescription: String { statement }

    init(_ statement: String, _ message: String) {
        self.statement = statement
        self.message = message
    }
}
