import COpenSSL

/// A failure inside OpenSSL, such as exhausted memory or a policy that forbids an algorithm.
public struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was attempted.
    public let action: String
    /// OpenSSL's own words, where it gave any.
    public let reason: String?

    /// Takes the reason from this thread's OpenSSL error queue, and empties the queue.
    init(_ action: String) {
        self.action = action
        let code = ERR_get_error()
        ERR_clear_error()
        reason = code == 0 ? nil : ERR_reason_error_string(code).map { String(cString: $0) }
    }

    /// The attempt and the reason.
    public var description: String { "cannot \(action): \(reason ?? "OpenSSL gave no reason")" }
}
