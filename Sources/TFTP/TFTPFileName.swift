/// The rules that make a requested file name a path below the server's root.
public enum TFTPFileName {
    /// The name as a relative path with single slashes, or nil when it must not be looked up.
    ///
    /// `\` becomes `/`; leading slashes, empty and `.` segments go. There is no percent-decoding. Trailing
    /// octets outside printable ASCII are cut off: firmware that takes option 67 for a zero-terminated string
    /// appends the octet behind it, usually the 0xFF of END (Jetway, Lenovo T460, ASUS Z77 and Kontron boards
    /// are reported to). Refused: `..` segments, control characters, names that are not UTF-8, are empty, or
    /// are longer than `TFTPLimits.fileNameBytes`.
    public static func normalized(_ name: some Collection<UInt8>) -> String? {
        guard name.count <= TFTPLimits.fileNameBytes else { return nil }
        var octets = Array(name)
        while let last = octets.last, last < 0x20 || last >= 0x7F { octets.removeLast() }
        guard octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }

        let segments = octets.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            .filter { $0 != [UInt8(ascii: ".")] }
        guard !segments.contains([UInt8(ascii: "."), UInt8(ascii: ".")]) else { return nil }
        let path = segments.joined(separator: [UInt8(ascii: "/")])
        guard !segments.isEmpty, let text = String(validating: path, as: UTF8.self) else { return nil }
        return text
    }
}
