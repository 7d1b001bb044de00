/// The arguments of a Linux kernel, checked to reach it unchanged through every iPXE build, BIOS and UEFI.
///
/// Printable ASCII only, since old EFI builds garble the rest, and without `${`, which iPXE cannot spell. Words
/// `initrd=…` are dropped: scripts name the RAM disk themselves.
public struct KernelCommandLine: Hashable, Sendable {
    /// The arguments joined by single spaces.
    public let text: String

    /// The arguments in order; a quoted one may contain spaces.
    public var arguments: [String] { (try? Self.split(text)) ?? [] }

    /// Octets of a kernel's command line that a script needs for itself: `initrd=initrd.img` and, in UEFI builds, the
    /// image's name.
    public static let reserved = "bzImage initrd=initrd.img ".utf8.count

    /// The longest text: x86 keeps 2048 octets with a final zero (`COMMAND_LINE_SIZE`).
    public static let longest = 2047 - reserved

    /// Splits `text` at white space outside double quotes, as the kernel does (`lib/cmdline.c`), and checks it.
    public init(_ text: String) throws(KernelCommandLineError) {
        if text.utf8.withContiguousStorageIfAvailable(Self.isPlain) ?? false {
            try self.init(checked: text)
            return
        }
        let arguments = try Self.split(text).filter { !$0.hasPrefix("initrd=") }
        for argument in arguments {
            guard !argument.contains("${") else {
                throw .unrepresentable(argument: argument, character: "${")
            }
            try InitArgument.check(argument)
        }
        try self.init(checked: arguments.joined(separator: " "))
    }

    private init(checked text: String) throws(KernelCommandLineError) {
        self.text = text
        guard text.utf8.count <= Self.longest else { throw .tooLong(length: text.utf8.count) }
    }

    /// Whether a text stays as it is, as images' nearly always do, since a boot reads it while others wait: printable, with
    /// single spaces inside, and nothing to be quoted, refused or dropped.
    private static func isPlain(_ octets: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        for index in 0...octets.count {
            let octet = index < octets.count ? octets[index] : UInt8(ascii: " ")
            if octet == UInt8(ascii: " ") {
                let word = octets[start..<index]
                if word.isEmpty || word.starts(with: "initrd=".utf8) || !InitArgument.isSound(word) {
                    return false
                }
                start = index + 1
            } else if !(0x21...0x7E).contains(octet) || octet == UInt8(ascii: "\"")
                || octet == UInt8(ascii: "$")
            {
                return false
            }
        }
        return true
    }

    private static func split(_ text: String) throws(KernelCommandLineError) -> [String] {
        var arguments: [String] = []
        var start: String.Index?
        var isQuoted = false
        let octets = text.utf8
        for index in octets.indices {
            let octet = octets[index]
            if !isQuoted, Self.isSeparator(octet) {
                if let start { arguments.append(String(text[start..<index])) }
                start = nil
                continue
            }
            let first = start ?? index
            guard (0x20...0x7E).contains(octet) else {
                throw .unrepresentable(
                    argument: String(text[first..<index]),
                    character: Self.name(of: text.unicodeScalars[index]))
            }
            if octet == UInt8(ascii: "\"") { isQuoted.toggle() }
            start = first
        }
        let last = start.map { String(text[$0...]) }
        guard !isQuoted else { throw .unclosedQuote(argument: last ?? "") }
        if let last { arguments.append(last) }
        return arguments
    }

    /// Puts together what nixos-images leaves beside an image: the content of `kernel-params` and the text of the `init`
    /// link, which becomes `init=` unless the parameters name one.
    public init(kernelParameters: String, initLink: String) throws(KernelCommandLineError) {
        let parameters = try KernelCommandLine(kernelParameters)
        guard parameters.value(of: "init") == nil else {
            self = parameters
            return
        }
        self = try KernelCommandLine("init=" + initLink).appending(parameters)
    }

    /// These arguments, then `others`.
    public func appending(_ others: KernelCommandLine) throws(KernelCommandLineError) -> KernelCommandLine {
        if others.text.isEmpty { return self }
        return text.isEmpty ? others : try KernelCommandLine(checked: "\(text) \(others.text)")
    }

    /// The value of the last argument `name=value`, the one the kernel obeys.
    public func value(of name: String) -> String? {
        arguments.last { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// Whether the arguments say what to run first, `init=` or `rdinit=`.
    public var namesInit: Bool { value(of: "init") != nil || value(of: "rdinit") != nil }

    private static func isSeparator(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }

    private static func name(of scalar: Unicode.Scalar) -> String {
        scalar.value > 0xA0 ? String(scalar) : "U+" + String(scalar.value, radix: 16, uppercase: true)
    }
}
