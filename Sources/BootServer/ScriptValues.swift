/// What a template's tags stand for, in the order in which they were given.
struct ScriptValues: ExpressibleByDictionaryLiteral, Sendable {
    typealias Key = String
    typealias Value = ScriptValue

    private let fields: [(String, ScriptValue)]

    init(dictionaryLiteral fields: (String, ScriptValue)...) { self.fields = fields }

    /// Every text in order as `quote` writes it, and all that a script depends on beside them: for one template, values of
    /// one shape have the same names in the same order, but for those of groups.
    func read(quote: (String) -> String) -> (texts: [String], shape: [UInt8]) {
        var texts: [String] = []
        var shape: [UInt8] = []
        texts.reserveCapacity(2 * fields.count)
        shape.reserveCapacity(4 * fields.count)
        read(&texts, &shape, quote)
        return (texts, shape)
    }

    /// The values as the template library takes them, with every text replaced by what `text` makes of its position.
    func withTexts(_ text: (Int) -> String) -> [String: Any] {
        var position = 0
        return dictionary(&position, text)
    }

    private func read(_ texts: inout [String], _ shape: inout [UInt8], _ quote: (String) -> String) {
        for (name, value) in fields {
            switch value {
            case .text(let text): texts.append(quote(text))
            case .quoted(let text): texts.append(text)
            case .flag(let isSet): shape.append(isSet ? 1 : 0)
            case .texts(let more):
                Self.write(more.count, to: &shape)
                texts += more.map(quote)
            case .items(let items):
                Self.write(items.count, to: &shape)
                for item in items { item.read(&texts, &shape, quote) }
            case .group(let values):
                // One template may have several of them, one at a time.
                shape += name.utf8
                values.read(&texts, &shape, quote)
            }
        }
    }

    private static func write(_ count: Int, to shape: inout [UInt8]) {
        withUnsafeBytes(of: count) { shape.append(contentsOf: $0) }
    }

    private func dictionary(_ position: inout Int, _ text: (Int) -> String) -> [String: Any] {
        var dictionary: [String: Any] = [:]
        for (name, value) in fields {
            switch value {
            case .text, .quoted: dictionary[name] = Self.next(&position, text)
            case .flag(let isSet): dictionary[name] = isSet
            case .texts(let texts): dictionary[name] = texts.map { _ in Self.next(&position, text) }
            case .items(let items): dictionary[name] = items.map { $0.dictionary(&position, text) }
            case .group(let values): dictionary[name] = values.dictionary(&position, text)
            }
        }
        return dictionary
    }

    private static func next(_ position: inout Int, _ text: (Int) -> String) -> String {
        defer { position += 1 }
        return text(position)
    }
}
