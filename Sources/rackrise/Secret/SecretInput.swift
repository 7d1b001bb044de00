import Foundation
import Secrets

/// Where the value of a secret comes from: a file, a pipe, or a person at a terminal.
enum SecretInput {
    /// The value.
    ///
    /// - Throws: When the source cannot be read, or holds more than a secret may.
    static func read(_ name: String, file: String?) throws -> [UInt8] {
        guard let file else {
            return try isatty(STDIN_FILENO) == 1
                ? ask(name) : content(of: .standardInput, name, "standard input")
        }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError.failed(
                "cannot read \(file) (\(String(cString: strerror(errno)))); check its name and mode")
        }
        return try content(of: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), name, file)
    }

    /// Everything up to the limit; one octet more shows that there is more.
    private static func content(of handle: FileHandle, _ name: String, _ source: String) throws -> [UInt8] {
        var value: [UInt8] = []
        do {
            while value.count <= SecretVault.valueLimit,
                let piece = try handle.read(upToCount: SecretVault.valueLimit + 1 - value.count),
                !piece.isEmpty
            {
                value += piece
            }
        } catch {
            throw CommandError.failed(
                "cannot read \(source) (\(error.localizedDescription)); check what it is")
        }
        guard value.count <= SecretVault.valueLimit else { throw SecretError.long(name, octets: nil) }
        return value
    }

    /// One line that the terminal does not show, without its end.
    private static func ask(_ name: String) throws -> [UInt8] {
        let question = "value of secret \(name) (not shown): "
        guard let terminal = SilentTerminal(STDIN_FILENO, resumed: { Console.prompt(question) }) else {
            throw CommandError.failed("the terminal cannot be made silent; give the value with --file")
        }
        Console.prompt(question)
        // A terminal gives at most a line of 4095 octets at once.
        let line = readLine(strippingNewline: true)
        terminal.restore()
        Console.prompt("\n")
        return Array((line ?? "").utf8)
    }
}
