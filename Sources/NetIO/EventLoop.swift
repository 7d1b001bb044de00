import CNetShim
import Glibc
import NetTypes
import Synchronization

/// The thread behind a `LoopExecutor`: waits for sockets, timers and work, and runs what each calls for.
///
/// Everything but `submit`, `stop` and `isCurrent` happens on the thread itself.
final class EventLoop: @unchecked Sendable {  // Safe because of that; what others touch is behind the mutex.
    typealias Work = @Sendable () -> Void
    typealias Handler = @Sendable (Readiness) -> Void

    /// Reports taken before work and timers have their turn.
    private static let batch = Int(NETSHIM_REPORTS)

    private struct Inbox {
        var work: [Work] = []
        var isStopping = false
        var isEnded = false
        /// Whether the thread may be asleep, so that new work has to wake it.
        var isWaiting = false
    }

    /// Of a background thread: a quarter of a share where all want the processor, and whoever wakes goes first.
    private static let niceness: Int32 = 5

    private let label: String
    private let isBackground: Bool
    private let inbox = Mutex(Inbox())
    private let thread = Atomic<UInt>(0)
    private let epoll: Int32
    private let bell: WakeBell
    /// By descriptor: the kernel gives the lowest number that is free.
    private var handlers: [Handler?] = []
    private var timers: [TimerState] = []
    private var reports = [netshim_report](repeating: netshim_report(), count: batch)

    init(label: String, isBackground: Bool = false) {
        self.label = label
        self.isBackground = isBackground
        do throws(SocketError) {
            epoll = try check("make an epoll descriptor", netshim_epoll_create())
            bell = try WakeBell()
            try check(
                "watch an event descriptor",
                netshim_epoll_watch(epoll, bell.descriptor, Readiness.input.rawValue))
            try startThread()
        } catch {
            fatalError("the loop \(label) cannot start: \(error)")
        }
    }

    /// Whether the caller runs on the thread.
    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: - Work

    /// Runs `work` on the thread, later, after what was handed in before.
    func submit(_ work: @escaping Work) {
        let mustWake = inbox.withLock { inbox in
            guard !inbox.isEnded else { return false }
            inbox.work.append(work)
            defer { inbox.isWaiting = false }
            return inbox.isWaiting
        }
        if mustWake { bell.ring() }
    }

    /// Ends the thread after what was handed in before.
    func stop() {
        inbox.withLock { $0.isStopping = true }
        bell.ring()
    }

    // MARK: - Descriptors

    func watch(_ descriptor: Int32, for interest: Readiness, handler: @escaping Handler) throws(SocketError) {
        try check("watch a socket", netshim_epoll_watch(epoll, descriptor, interest.rawValue))
        let missing = Int(descriptor) + 1 - handlers.count
        if missing > 0 { handlers.append(contentsOf: repeatElement(nil, count: missing)) }
        handlers[Int(descriptor)] = handler
    }

    func change(_ descriptor: Int32, to interest: Readiness) throws(SocketError) {
        try check("watch a socket", netshim_epoll_change(epoll, descriptor, interest.rawValue))
    }

    func forget(_ descriptor: Int32) {
        guard handlers.indices.contains(Int(descriptor)), handlers[Int(descriptor)] != nil else { return }
        handlers[Int(descriptor)] = nil
        _ = netshim_epoll_forget(epoll, descriptor)
    }

    // MARK: - Timers

    func add(_ timer: TimerState) { timers.append(timer) }

    func remove(_ timer: TimerState) {
        timer.deadline = nil
        timers.removeAll { $0 === timer }
    }

    private func fireTimers() {
        guard let earliest = earliestDeadline else { return }
        let now = MonotonicClock.now()
        guard earliest <= now else { return }
        // A copy: a handler may add and remove timers.
        for timer in timers { timer.fire(at: now) }
    }

    private var earliestDeadline: Instant? { timers.lazy.compactMap(\.deadline).min() }

    // MARK: - The thread

    private func startThread() throws(SocketError) {
        var created = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &created, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw SocketError("start a thread", errno: status)
        }
        pthread_detach(created)
    }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        netshim_enter_thread(label, isBackground ? Self.niceness : 0)
        while true {
            let (work, isStopping) = inbox.withLock { inbox in
                inbox.isWaiting = false
                inbox.isEnded = inbox.isStopping && inbox.work.isEmpty
                defer { inbox.work = [] }
                return (inbox.work, inbox.isStopping)
            }
            if isStopping, work.isEmpty { break }
            work.forEach { $0() }
            fireTimers()
            takeReports(within: timeToWait())
        }
        close(epoll)
        // The kernel gives a thread's number again.
        thread.store(0, ordering: .relaxed)
    }

    /// Milliseconds until something is due, rounded up; -1 when nothing is.
    private func timeToWait() -> Int32 {
        let hasWork = inbox.withLock { inbox in
            inbox.isWaiting = inbox.work.isEmpty && !inbox.isStopping
            return !inbox.isWaiting
        }
        guard !hasWork else { return 0 }
        guard let deadline = earliestDeadline else { return -1 }
        let now = MonotonicClock.now()
        guard deadline > now else { return 0 }
        let milliseconds = (deadline.nanoseconds - now.nanoseconds + 999_999) / 1_000_000
        return Int32(clamping: milliseconds)
    }

    private func takeReports(within milliseconds: Int32) {
        // Interrupted, it reports nothing: the time that was left to wait is not known any more.
        let count = netshim_epoll_reports(epoll, &reports, UInt32(Self.batch), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let report = reports[index]
            guard report.descriptor != bell.descriptor else {
                bell.silence()
                continue
            }
            handlers[Int(report.descriptor)]?(Readiness(rawValue: report.what))
        }
    }
}
