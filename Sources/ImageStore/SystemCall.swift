import Glibc

/// System calls that must succeed for an action to succeed.
enum SystemCall {
    /// Runs a call, again when a signal interrupted it; a negative result throws with `action`.
    @discardableResult
    static func run<Result: SignedInteger>(
        _ action: @autoclosure () -> String, _ call: () -> Result
    ) throws(ImageStoreError) -> Result {
        while true {
            let result = call()
            if result >= 0 { return result }
            let error = errno
            guard error == EINTR else { throw .system(action: action(), errno: error) }
        }
    }

    /// The system's words for an error number.
    static func text(of error: Int32) -> String { String(cString: strerror(error)) }
}
