import Glibc

/// What a non-blocking call came to.
enum IOResult<Value> {
    case done(Value)
    case wouldBlock
    case failed(Int32)
}

/// Runs a non-blocking system call, again when a signal interrupted it, and sorts its outcome.
func nonBlocking<Value: SignedInteger>(_ call: () -> Value) -> IOResult<Value> {
    while true {
        let value = call()
        if value >= 0 { return .done(value) }
        let error = errno
        if error == EINTR { continue }
        if error == EAGAIN || error == EWOULDBLOCK { return .wouldBlock }
        // A bad descriptor or pointer is our bug, never the network's.
        precondition(error != EBADF && error != EFAULT, "system call on a bad descriptor or buffer")
        return .failed(error)
    }
}

/// Runs a system call that must succeed for `action` to succeed.
@discardableResult
func check(_ action: String, _ result: Int32) throws(SocketError) -> Int32 {
    guard result >= 0 else { throw SocketError(action, errno: errno) }
    return result
}
