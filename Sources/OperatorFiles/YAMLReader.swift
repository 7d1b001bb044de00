import Yams

/// Takes typed values out of a YAML tree and gathers every complaint on the way.
struct YAMLReader {
    /// The file's name, for messages.
    let file: String
    /// What was wrong so far.
    private(set) var problems: [FileProblem] = []

    /// Starts without complaints.
    init(file: String) { self.file = file }

    /// Ends the reading.
    ///
    /// - Throws: All complaints, when there are any.
    func finish() throws(OperatorFileError) {
        guard problems.isEmpty else { throw OperatorFileError(problems) }
    }

    /// Records a complaint.
    mutating func report(line: Int?, _ message: String) {
        problems.append(FileProblem(file: file, line: line, message: message))
    }

    /// The values of a section by key; an empty section has none.
    ///
    /// Unknown keys are reported with the nearest known one.
    mutating func section(_ value: YAMLValue?, keys: [String]) -> [String: YAMLValue] {
        guard let value, !value.isNull else { return [:] }
        guard value.node.mapping != nil else {
            let name = value.path.isEmpty ? "the file" : value.path
            report(
                line: value.line,
                "\(name) is \(value.shown); write a section of keys: \(keys.joined(separator: ", "))")
            return [:]
        }
        var found: [String: YAMLValue] = [:]
        for (key, entry) in pairs(value) {
            if keys.contains(key) {
                found[key] = entry
            } else {
                reportUnknown(entry, key: key, in: value.path, keys: keys)
            }
        }
        return found
    }

    /// The keys and values of a mapping in their order; keys that are not words are reported.
    mutating func pairs(_ value: YAMLValue) -> [(key: String, value: YAMLValue)] {
        var result: [(key: String, value: YAMLValue)] = []
        for (key, child) in value.node.mapping ?? [:] {
            let line = key.mark?.line ?? value.line
            guard let name = key.scalar?.string else {
                report(
                    line: line,
                    "\(value.path.isEmpty ? "the file" : value.path) has a key that is not a word; remove it")
                continue
            }
            let path = value.path.isEmpty ? name : "\(value.path).\(name)"
            // The key's line: a value may begin on the next one.
            result.append((name, YAMLValue(node: child, path: path, line: line)))
        }
        return result
    }

    /// Replaces `target` when the value is there and acceptable.
    mutating func read<Value>(_ value: YAMLValue?, _ rule: ScalarRule<Value>, into target: inout Value) {
        guard let value, let read = scalar(value, rule) else { return }
        target = read
    }

    /// Replaces `target` when the list is there; each entry that is not acceptable is reported.
    ///
    /// Equal entries all count: what is done in order may be done twice.
    mutating func read<Value>(
        _ value: YAMLValue?, listOf rule: ScalarRule<Value>, into target: inout [Value]
    ) {
        guard let entries = entries(of: value, rule) else { return }
        target = entries.map(\.value)
    }

    /// Replaces `target` when the list is there; each entry that is not acceptable, or stands twice, is reported.
    mutating func read<Value: Equatable>(
        _ value: YAMLValue?, setOf rule: ScalarRule<Value>, into target: inout [Value]
    ) {
        guard let entries = entries(of: value, rule) else { return }
        target = []
        for (place, entry) in entries {
            if target.contains(entry) {
                report(line: place.line, "\(place.path) repeats \(place.shown); keep it once")
            } else {
                target.append(entry)
            }
        }
    }

    /// The acceptable entries of a list, each with its place; nil without a list.
    private mutating func entries<Value>(
        of value: YAMLValue?, _ rule: ScalarRule<Value>
    ) -> [(place: YAMLValue, value: Value)]? {
        guard let value else { return nil }
        guard let elements = value.elements else {
            report(
                line: value.line,
                "\(value.path) is \(value.shown); write a list in brackets, such as [one, two]")
            return nil
        }
        return elements.compactMap { element in scalar(element, rule).map { (element, $0) } }
    }

    /// Sets `target` when the value is there and acceptable.
    mutating func read<Value>(_ value: YAMLValue?, _ rule: ScalarRule<Value>, into target: inout Value?) {
        guard let value, let read = scalar(value, rule) else { return }
        target = read
    }

    /// The sections of a list, each with its place; nothing for an absent list.
    mutating func sections(_ value: YAMLValue?, keys: [String]) -> [(YAMLValue, [String: YAMLValue])] {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.elements else {
            report(
                line: value.line,
                "\(value.path) is \(value.shown); write a list of sections with the keys \(keys.joined(separator: ", "))"
            )
            return []
        }
        return elements.map { ($0, section($0, keys: keys)) }
    }

    /// The value as the rule reads it; nil and a complaint when it is not acceptable.
    mutating func scalar<Value>(_ value: YAMLValue, _ rule: ScalarRule<Value>) -> Value? {
        if let scalar = value.node.scalar, !value.isNull, !rule.plainOnly || scalar.style == .plain,
            let result = rule.parse(scalar.string)
        {
            return result
        }
        report(line: value.line, "\(value.path) is \(value.shown); write \(rule.expectation)")
        return nil
    }

    private mutating func reportUnknown(_ entry: YAMLValue, key: String, in section: String, keys: [String]) {
        let place = section.isEmpty ? "" : " in \(section)"
        let advice =
            NearestName.of(key, among: keys).map { "did you mean \($0)?" }
            ?? "the keys are \(keys.joined(separator: ", "))"
        report(line: entry.line, "unknown key \(key.quotedValue)\(place); \(advice)")
    }
}
