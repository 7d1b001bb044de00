import IPXE
import NetTypes

/// What a node's variable may be called and hold; the database has the same rules as CHECKs.
public enum NodeVariable {
    /// The longest value, in octets.
    private static let valueLimit = 4096

    /// What is wrong with a variable and what to do instead; nil when it is good.
    ///
    /// `cmdline` is checked as the kernel's arguments too, which the database does not.
    public static func complaint(about name: String, value: String) -> String? {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed) else {
            return
                "variable \(name.quotedValue) is not usable; name it with at most 64 letters, digits, '.', '_' and '-'"
        }
        guard value.utf8.count <= valueLimit else {
            return "variable \(name) has \(value.utf8.count) bytes; write at most \(valueLimit)"
        }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return
                "variable \(name) is \(value.quotedValue); write it without control characters and line breaks"
        }
        return name == kernelArguments ? complaint(aboutKernelArguments: value) : nil
    }

    /// The variable whose value is appended to the kernel's arguments, and must reach it through iPXE.
    private static let kernelArguments = "cmdline"

    private static func complaint(aboutKernelArguments text: String) -> String? {
        do throws(KernelCommandLineError) {
            _ = try KernelCommandLine(text)
            return nil
        } catch {
            return "variable \(kernelArguments): \(error)"
        }
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        octet.isASCIILetterOrDigit || "._-".utf8.contains(octet)
    }
}
