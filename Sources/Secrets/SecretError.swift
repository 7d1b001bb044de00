/// Why a secret cannot be had or stored, in words for an operator; never with a value.
public enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No secret of this name is stored.
    case missing(String)
    /// The value does not open with this key file.
    case damaged(String, keyFile: String)
    /// The word cannot name a secret.
    case badName(String)
    /// The value has no octet.
    case empty(String)
    /// The value is longer than `SecretVault.valueLimit`; how long is unknown when it was not read to its end.
    case long(String, octets: Int?)
    /// The key file cannot be used.
    case key(String)

    /// What was wrong, with which value, and what to do.
    public var description: String {
        switch self {
        case .missing(let name):
            return "there is no secret \"\(name)\"; enter it with rackrise secret set \(name)"
        case .damaged(let name, let keyFile):
            return
                "secret \"\(name)\" does not open with \(keyFile): one of them was changed; restore that file, or "
                + "enter the secret anew with rackrise secret set \(name)"
        case .badName(let name):
            return "\"\(name)\" cannot name a secret; write at most 64 letters, digits, '.', '_' and '-'"
        case .empty(let name): return "the value of secret \"\(name)\" is empty; give at least one octet"
        case .long(let name, let octets):
            let size = octets.map { "has \($0) octets" } ?? "is too long"
            return "the value of secret \"\(name)\" \(size); at most \(SecretVault.valueLimit) are stored"
        case .key(let problem): return problem
        }
    }
}
