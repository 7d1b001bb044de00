/// Looks for a text in octets, skipping most of them (Horspool, 1980).
struct TextSearch {
    private let text: [UInt8]
    /// How far to go on from an octet that stood under the text's last.
    private let skips: [Int]

    /// Prepares to look for `text`, which is not empty.
    init(_ text: String) {
        self.text = Array(text.utf8)
        precondition(!self.text.isEmpty, "an empty text is everywhere")
        var skips = [Int](repeating: self.text.count, count: 256)
        for (index, octet) in self.text.dropLast().enumerated() {
            skips[Int(octet)] = self.text.count - 1 - index
        }
        self.skips = skips
    }

    /// Octets of the text.
    var length: Int { text.count }

    /// Whether the text is in `memory`.
    func matches(in memory: UnsafeRawBufferPointer) -> Bool {
        var end = text.count
        while end <= memory.count {
            let octet = memory[end - 1]
            if octet == text[text.count - 1], memory[(end - text.count)..<end].elementsEqual(text) {
                return true
            }
            end += skips[Int(octet)]
        }
        return false
    }
}
