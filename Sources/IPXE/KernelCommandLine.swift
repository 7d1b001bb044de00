/// The arguments of a Linux kernel, checked to reach it unchanged through every iPXE build, BIOS and UEFI.
///
/// Printable ASCII only, since old EFI builds garble the rest, and without `${`, which iPXE cannot spell. Words
/// `initrd=…` are dropped: scripts name the RAM disk themselves.
public struct KernelCommandLine: Hashable, Sendable {
    /// The arguments in order; a quoted one may contain spaces.
    public let arguments: [String]

    /// The arguments joined by single spaces.
    public var text: String { arguments.joined(separator: " ") }

    /// Octets of a kernel's command line that a script needs for itself: `initrd=initrd.img` and, in UEFI builds, the
    /// image's name.
    public static let reserved = "bzImage initrd=initrd.img ".utf8.count

    /// The longest text: x86 keeps 2048 octets with a final zero (`COMMAND_LINE_SIZE`).
    public static let longest = 2047 - reserved

    /// Splits `text` at white space outside double quotes, as the kernel does (`lib/cmdline.c`), and checks it.
    public init(_ text: String) throws(KernelCommandLineError) {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }) {
            try self.init(arguments: text.utf8.split(separator: 0x20).map { String(Substring($0)) })
            return
        }
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
        try self.init(arguments: arguments)
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

    private init(arguments: [String]) throws(KernelCommandLineError) {
        let kept = arguments.filter { !$0.hasPrefix("initrd=") }
        for argument in kept {
            guard !argument.utf8.contains(UInt8(ascii: "$")) || !argument.contains("${") else {
                throw .unrepresentable(argument: argument, character: "${")
            }
            try InitArgument.check(argument)
        }
        try self.init(checked: kept)
    }

    private init(checked arguments: [String]) throws(KernelCommandLineError) {
        self.arguments = arguments
        let length = arguments.reduce(max(0, arguments.count - 1)) { $0 + $1.utf8.count }
        guard length <= Self.longest else { throw .tooLong(length: length) }
    }

    /// These arguments, then `others`.
    public func appending(_ others: KernelCommandLine) throws(KernelCommandLineError) -> KernelCommandLine {
        if others.arguments.isEmpty { return self }
        return try KernelCommandLine(checked: arguments + others.arguments)
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
