/// What a template's tags stand for, in the order in which they were given.
struct ScriptValues: ExpressibleByDictionaryLiteral, Sendable {
    typealias Key = String
    typealias Value = ScriptValue

    private let fields: [(name: String, value: ScriptValue)]

    init(dictionaryLiteral fields: (String, ScriptValue)...) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Every text, in order.
    var texts: [String] {
        var texts: [String] = []
        collect(&texts)
        return texts
    }

    /// All that a script depends on beside the texts, for one template: its values have the same names in the same order,
    /// but for those of groups.
    var shape: [UInt8] {
        var shape: [UInt8] = []
        describe(in: &shape)
        return shape
    }

    /// The values as the template library takes them, with every text replaced by what `text` makes of its position.
    func withTexts(_ text: (Int) -> String) -> [String: Any] {
        var position = 0
        return dictionary(&position, text)
    }

    private func collect(_ texts: inout [String]) {
        for field in fields {
            switch field.value {
            case .text(let text): texts.append(text)
            case .texts(let more): texts += more
            case .items(let items): for item in items { item.collect(&texts) }
            case .group(let values): values.collect(&texts)
            case .flag: break
            }
        }
    }

    private func describe(in shape: inout [UInt8]) {
        for field in fields {
            switch field.value {
            case .text: break
            case .flag(let isSet): shape.append(isSet ? 1 : 0)
            case .texts(let texts): Self.write(texts.count, to: &shape)
            case .items(let items):
                Self.write(items.count, to: &shape)
                for item in items { item.describe(in: &shape) }
            case .group(let values):
                // One template may have several of them, one at a time.
                shape += field.name.utf8
                values.describe(in: &shape)
            }
        }
    }

    private static func write(_ count: Int, to shape: inout [UInt8]) {
        withUnsafeBytes(of: count) { shape.append(contentsOf: $0) }
    }

    private func dictionary(_ position: inout Int, _ text: (Int) -> String) -> [String: Any] {
        var dictionary: [String: Any] = [:]
        for field in fields {
            switch field.value {
            case .text: dictionary[field.name] = Self.next(&position, text)
            case .flag(let isSet): dictionary[field.name] = isSet
            case .texts(let texts): dictionary[field.name] = texts.map { _ in Self.next(&position, text) }
            case .items(let items): dictionary[field.name] = items.map { $0.dictionary(&position, text) }
            case .group(let values): dictionary[field.name] = values.dictionary(&position, text)
            }
        }
        return dictionary
    }

    private static func next(_ position: inout Int, _ text: (Int) -> String) -> String {
        defer { position += 1 }
        return text(position)
    }
}
