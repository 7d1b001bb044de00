/// A script whose texts are still open: what a template comes to with values of one shape.
///
/// Rendering a template walks its tags and looks each one up by name, about twenty times as long as writing this.
struct ScriptForm: Sendable {
    /// What stands between the texts: one more than there are of them.
    private let literals: [String]
    /// The position of each text among the values.
    private let positions: [Int]

    /// Reads the form off a script that was rendered with marks as its texts, each already quoted.
    init(rendered: String, marks: [String]) {
        let found = marks.enumerated()
            .flatMap { position, mark in rendered.ranges(of: mark).map { (range: $0, position: position) } }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        var literals: [String] = []
        var end = rendered.startIndex
        for (range, _) in found {
            literals.append(String(rendered[end..<range.lowerBound]))
            end = range.upperBound
        }
        literals.append(String(rendered[end...]))
        self.literals = literals
        positions = found.map(\.position)
    }

    /// The script with these quoted texts.
    func script(with texts: [String]) -> String {
        var script = ""
        script.reserveCapacity(
            zip(positions, literals).reduce(64) { $0 + texts[$1.0].utf8.count + $1.1.utf8.count }
                + (literals.last?.utf8.count ?? 0))
        for (literal, position) in zip(literals, positions) {
            script += literal
            script += texts[position]
        }
        return script + (literals.last ?? "")
    }
}
