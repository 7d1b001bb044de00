extension String {
    /// The longest beginning in UTF-8 that has at most `count` octets and ends with a whole character.
    func fittingOctets(_ count: Int) -> [UInt8] {
        var octets = Array(utf8.prefix(count))
        guard utf8.count > count else { return octets }
        // A cut scalar would read as another text: its later octets are 0x80…0xBF (RFC 3629 §3).
        let next = utf8[utf8.index(utf8.startIndex, offsetBy: count)]
        guard next & 0xC0 == 0x80 else { return octets }
        while let last = octets.popLast(), last & 0xC0 == 0x80 {}
        return octets
    }
}
