import NetTypes

/// The public host keys that an installer reports, as in its `/etc/ssh/ssh_host_*_key.pub`.
struct HostKeyReport: Hashable, Sendable {
    /// Octets of a whole report.
    static let longest = 4096
    /// Most keys in one.
    static let keyCount = 8

    /// What is wrong with a report, in words.
    struct Failure: Error, Hashable {
        let description: String
    }

    /// The keys in their order.
    let keys: [HostKey]

    /// Reads lines of `<type> <base64> [comment]`.
    init(_ body: [UInt8]) throws(Failure) {
        guard body.count <= Self.longest, let text = String(validating: body, as: UTF8.self) else {
            throw Failure(description: "a report is text of at most \(Self.longest) octets")
        }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard (1...Self.keyCount).contains(lines.count) else {
            throw Failure(description: "a report has 1 to \(Self.keyCount) keys, one a line")
        }
        var keys: [HostKey] = []
        for (number, line) in lines.enumerated() {
            guard let key = HostKey(line) else {
                throw Failure(description: "line \(number + 1) is no public key of an SSH host")
            }
            keys.append(key)
        }
        self.keys = keys
    }
}
