/// Finds the name that someone probably meant.
public enum NearestName {
    /// The longest name that is compared, in characters; the cost grows with the square.
    private static let lengthLimit = 64

    /// The candidate with the fewest typing errors away from `word`, case aside; nil when none is close.
    ///
    /// Close means at most a third of the word's length, and at least one, in insertions, deletions, substitutions
    /// and swaps of neighbours. Of several the first wins.
    public static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
        let word = Array(word.lowercased())
        guard word.count <= lengthLimit else { return nil }
        let limit = max(1, word.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - word.count) <= limit else { continue }
            let found = distance(word, letters)
            if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// The optimal string alignment distance (Damerau–Levenshtein without edited swaps).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
