/// Sizes as operators write them: a whole number and a unit, such as `512MiB` or `4TB`.
public enum ByteSize {
    private static let units: [(suffix: String, octets: UInt64)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
        ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ]

    /// Reads a size in octets; anything else gives nil, and so does a number without a unit, except 0.
    public static func parse(_ text: String) -> UInt64? {
        if text == "0" { return 0 }
        for (suffix, octets) in units where text.hasSuffix(suffix) {
            let digits = text.dropLast(suffix.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            guard let number = UInt64(digits) else { return nil }
            let (size, overflow) = number.multipliedReportingOverflow(by: octets)
            return overflow ? nil : size
        }
        return nil
    }

    /// The exact text with the largest unit that divides the size.
    public static func text(_ size: UInt64) -> String {
        guard size > 0 else { return "0" }
        let best = units.filter { size.isMultiple(of: $0.octets) }.max { $0.octets < $1.octets }
        return best.map { "\(size / $0.octets)\($0.suffix)" } ?? "\(size)B"
    }
}
