import NetTypes
import Synchronization

/// Asks the installs' driver for the loops, which never wait: the answer comes later, or that there is none in time.
struct InstallDesk: Sendable {
    /// How long an answer may take; the driver commits one transaction.
    static let patience: Duration = .seconds(10)

    /// What is asked on behalf of a machine.
    enum Question: Hashable, Sendable {
        /// May it boot the installer? Spends a boot.
        case boot(job: Int64, token: String)
        /// Are these its host keys?
        case report(job: Int64, token: String, address: IPv4Address, keys: [String])
    }

    /// What comes of it.
    enum Outcome: Hashable, Sendable {
        /// What the machine boots.
        case boot(InstallBoot)
        /// Whether the keys were taken.
        case report(Bool)
    }

    private let installs: (any InstallBoots)?
    private let patience: Duration

    init(_ installs: (any InstallBoots)?, patience: Duration = Self.patience) {
        self.installs = installs
        self.patience = patience
    }

    /// Asks, and calls `settled` exactly once, on no loop in particular.
    func ask(_ question: Question, settled: @escaping @Sendable (Outcome) -> Void) {
        guard let installs else {
            return settled(Self.failure(question, "this server runs no installs"))
        }
        let answer = FirstAnswer(settled)
        let limit = Task { [patience] in
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            answer.give(
                Self.failure(
                    question, "the boot could not be recorded within \(patience): is the database locked?"))
        }
        Task {
            switch question {
            case .boot(let job, let token): answer.give(.boot(await installs.boot(of: job, token: token)))
            case .report(let job, let token, let address, let keys):
                await installs.phoneHome(job: job, token: token, address: address, keys: keys)
                answer.give(.report(true))
            }
            limit.cancel()
        }
    }

    private static func failure(_ question: Question, _ reason: String) -> Outcome {
        switch question {
        case .boot: .boot(.unavailable(reason))
        case .report: .report(false)
        }
    }

    /// Passes on the first of several answers.
    private final class FirstAnswer: Sendable {
        private let settled: Mutex<(@Sendable (Outcome) -> Void)?>

        init(_ settled: @escaping @Sendable (Outcome) -> Void) { self.settled = Mutex(settled) }

        func give(_ outcome: Outcome) {
            let first = settled.withLock { settled in
                defer { settled = nil }
                return settled
            }
            first?(outcome)
        }
    }
}
