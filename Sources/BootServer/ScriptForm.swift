/// A script whose texts are still open: what a template comes to with values of one shape.
///
/// Rendering a template walks its tags and looks each one up by name, about twenty times as long as writing this.
final class ScriptForm: Sendable {
    /// A text and what stands before it.
    private struct Gap {
        /// Where that ends in `literals`.
        let end: Int
        /// The position of the text among the values.
        let position: Int
    }

    /// What stands between the texts, one behind the other.
    private let literals: [UInt8]
    private let gaps: [Gap]

    /// Reads the form off a script that was rendered with marks as its texts, each already quoted.
    init(rendered: String, marks: [String]) {
        let found = marks.enumerated()
            .flatMap { position, mark in rendered.ranges(of: mark).map { (range: $0, position: position) } }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        var literals: [UInt8] = []
        var gaps: [Gap] = []
        var end = rendered.startIndex
        for (range, position) in found {
            literals += rendered[end..<range.lowerBound].utf8
            gaps.append(Gap(end: literals.count, position: position))
            end = range.upperBound
        }
        literals += rendered[end...].utf8
        self.literals = literals
        self.gaps = gaps
    }

    /// The script with these quoted texts.
    func script(with texts: [String]) -> [UInt8] {
        var script: [UInt8] = []
        script.reserveCapacity(gaps.reduce(literals.count) { $0 + texts[$1.position].utf8.count })
        // Slices of the array would each count its references, which every loop does at once.
        literals.withUnsafeBufferPointer { literals in
            var start = 0
            for gap in gaps {
                script += literals[start..<gap.end]
                script += texts[gap.position].utf8
                start = gap.end
            }
            script += literals[start...]
        }
        return script
    }
}
