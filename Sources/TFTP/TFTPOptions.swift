/// The options a server grants, and how it decides them (RFC 2347, 2348, 2349, 7440).
public struct TFTPOptions: Hashable, Sendable {
    /// Octets in every block but the last (`blksize`); 512 when not negotiated.
    public private(set) var blockSize = 512
    /// Blocks sent before an ACK is awaited (`windowsize`); 1 when not negotiated.
    public private(set) var windowSize = 1
    /// The first wait for an answer, when the client asked for one (`timeout`).
    public private(set) var timeout: Duration?
    /// The OACK's options: in the request's order and spelling; empty when there is to be no OACK.
    public private(set) var acknowledged: [TFTPOption] = []

    /// Octets of content in a window.
    public var windowOctets: Int { blockSize * windowSize }

    /// Decides a read request's options.
    ///
    /// Only requested options are granted, and never more than was requested: edk2 aborts on either. Unknown
    /// options, values that are no number, and a name's second appearance are ignored.
    /// - Parameters:
    ///   - requested: the request's options.
    ///   - fileSize: what `tsize` is answered with.
    ///   - limits: the largest block and window to grant.
    public init(granting requested: [TFTPOption], fileSize: UInt64, limits: TFTPLimits) {
        var seen: Set<String> = []
        for option in requested where seen.insert(option.name.lowercased()).inserted {
            guard let value = grant(option, fileSize: fileSize, limits: limits) else { continue }
            acknowledged.append(TFTPOption(option.name, value))
        }
    }

    /// The value to answer; nil leaves the option out.
    private mutating func grant(_ option: TFTPOption, fileSize: UInt64, limits: TFTPLimits) -> String? {
        guard let number = option.number else { return nil }
        switch option.name.lowercased() {
        case "blksize":
            guard number >= TFTPLimits.blockSizes.lowerBound else { return nil }
            blockSize = Self.smaller(number, limits.blockSize, within: TFTPLimits.blockSizes)
            return String(blockSize)
        case "windowsize":
            guard (1...65535).contains(number) else { return nil }
            windowSize = Self.smaller(number, limits.windowSize, within: TFTPLimits.windowSizes)
            return String(windowSize)
        case "timeout":
            // Another value than the client's makes edk2 abort.
            guard (1...255).contains(number) else { return nil }
            timeout = .seconds(Int64(number))
            return option.value
        case "tsize": return String(fileSize)
        default: return nil
        }
    }

    private static func smaller(_ requested: UInt64, _ cap: Int, within range: ClosedRange<Int>) -> Int {
        Int(min(requested, UInt64(min(max(cap, range.lowerBound), range.upperBound))))
    }
}
