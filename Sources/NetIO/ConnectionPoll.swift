import CNetShim
import Glibc

/// Watches the connections of one loop through one epoll descriptor on one dispatch source.
///
/// Two dispatch sources for each connection cost an `ioctl`, two `epoll_ctl` and a change of threads every time that
/// one of them fires. Here a connection costs a system call only when what it waits for changes.
public final class ConnectionPoll {
    /// What a connection waits for.
    public struct Interest: OptionSet, Sendable {
        /// The bits as the shim has them.
        public let rawValue: UInt32

        /// Wraps bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Input, or the peer's end of it.
        public static let input = Interest(rawValue: UInt32(NETSHIM_INPUT))
        /// Room for output.
        public static let room = Interest(rawValue: UInt32(NETSHIM_ROOM))
        /// Only reported: a reset, or both directions have ended.
        public static let broken = Interest(rawValue: UInt32(NETSHIM_BROKEN))
    }

    /// Reports taken in one batch.
    public static let batch = 64

    private let epoll: Int32
    private var source: DescriptorSource?
    private var reports = [netshim_report](repeating: netshim_report(), count: batch)

    /// Makes a poll that watches nothing yet.
    public init() throws(SocketError) {
        epoll = try check("make an epoll descriptor", netshim_epoll_create())
    }

    /// Starts watching; `wake` runs on the executor's queue as long as there are reports.
    public func start(on executor: LoopExecutor, wake: @escaping @Sendable () -> Void) {
        let source = DescriptorSource(epoll, on: executor, handler: wake)
        self.source = source
        source.activate()
    }

    /// Adds a connection; it is removed when it is closed.
    public func watch(_ socket: TCPSocket, for interest: Interest) throws(SocketError) {
        try check("watch a connection", netshim_epoll_watch(epoll, socket.descriptor, interest.rawValue))
    }

    /// Changes what is reported of a connection.
    public func change(_ socket: TCPSocket, to interest: Interest) throws(SocketError) {
        try check("watch a connection", netshim_epoll_change(epoll, socket.descriptor, interest.rawValue))
    }

    /// Takes one batch of reports without waiting and hands over each; false when there was none.
    ///
    /// A report may be of a connection that an earlier one of its batch has closed.
    public func takeReports(_ body: (_ descriptor: Int32, Interest) -> Void) -> Bool {
        let taken = nonBlocking { netshim_epoll_reports(epoll, &reports, UInt32(reports.count)) }
        guard case .done(let count) = taken, count > 0 else { return false }
        for report in reports.prefix(Int(count)) {
            body(report.descriptor, Interest(rawValue: report.what))
        }
        return true
    }

    /// Stops for good.
    public func cancel() {
        source?.cancel()
        source = nil
    }
}
