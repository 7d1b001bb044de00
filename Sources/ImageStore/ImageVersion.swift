import BootModel
import Crypto

/// The name of an image version: a digest over its parts, so that equal images have one name and none can be mixed.
enum ImageVersion {
    /// SHA-256 over kernel digest, initrd digest and command line, each on a line of its own; 64 lower-case digits.
    static func name(kernel: ImageFile, initrd: ImageFile, commandLine: String) throws(CryptoError) -> String
    {
        try SHA256.hex(of: "\(kernel.sha256)\n\(initrd.sha256)\n\(commandLine)\n".utf8)
    }

    /// Whether a directory's name is such a name.
    static func isName(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }
}
