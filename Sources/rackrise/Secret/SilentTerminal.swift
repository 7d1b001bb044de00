import Foundation
import NetIO

/// A terminal that does not show what is typed, until it is restored or a signal ends or stops the process.
final class SilentTerminal: Sendable {
    private let descriptor: Int32
    private let before: termios
    private let signals: [SignalSource]

    /// Makes a terminal silent, before a question is asked: so an early answer is neither shown nor lost.
    ///
    /// Signals are taken on a thread of their own, since this one reads. One that ends the process does so with the
    /// terminal as it was; a stop shows what is typed until the process goes on, and then calls `resumed`.
    ///
    /// Nil when the descriptor is no terminal.
    init?(_ descriptor: Int32, resumed: @escaping @Sendable () -> Void) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return nil }
        let before = settings
        self.descriptor = descriptor
        self.before = before
        let executor = LoopExecutor(label: "rackrise.terminal", isBackground: true)
        let stop = SignalSource(SIGTSTP, on: executor) {
            Self.set(descriptor, before)
            kill(getpid(), SIGSTOP)
            Self.silence(descriptor, before)
            resumed()
        }
        signals =
            [stop]
            + [SIGINT, SIGTERM, SIGHUP, SIGQUIT].map { number in
                SignalSource(number, on: executor) {
                    Self.set(descriptor, before)
                    Self.end(by: number)
                }
            }
        Self.silence(descriptor, before)
    }

    /// Shows what is typed again.
    func restore() { Self.set(descriptor, before) }

    /// Ends the process as the signal does when nobody takes it.
    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }

    private static func silence(_ descriptor: Int32, _ before: termios) {
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        set(descriptor, silent)
    }

    private static func set(_ descriptor: Int32, _ settings: termios) {
        var settings = settings
        tcsetattr(descriptor, TCSAFLUSH, &settings)
    }
}
