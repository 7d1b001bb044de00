/// Octets for people.
enum ByteCount {
    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// Such as `512 B`, `1.4 MiB` and `23 GiB`: two digits or more, in powers of 1024.
    static func text(_ bytes: UInt64) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        var amount = Double(bytes) / 1024
        var unit = 0
        // 1023.5 would be shown as 1024 of its unit.
        while amount >= 1023.5, unit + 1 < units.count {
            amount /= 1024
            unit += 1
        }
        let rounded = (amount * 10).rounded() / 10
        return rounded < 10 ? "\(rounded) \(units[unit])" : "\(Int(amount.rounded())) \(units[unit])"
    }
}
