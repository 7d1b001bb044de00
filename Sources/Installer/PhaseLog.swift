import Glibc
import Synchronization

/// The log file of one attempt at a phase: what its steps print, without secrets.
///
/// Control characters stay as they came; who shows a log neutralises them.
final class PhaseLog: Sendable {
    /// The longest log in octets; what comes later is left out, with a note.
    static let limit = 16 << 20

    private struct State {
        var file: Int32
        var redactor: Redactor
        var size = 0
        var isFull = false
    }

    private let state: Mutex<State>

    /// Opens `DIRECTORY/ATTEMPT-PHASE.log`, readable by its owner and group.
    ///
    /// It begins again: this process shows from the beginning what another may have shown before.
    init(directory: String, attempt: Int, phase: String, secrets: [[UInt8]]) {
        let path = "\(directory)/\(attempt)-\(phase).log"
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_APPEND | O_TRUNC
        state = Mutex(State(file: open(path, flags, 0o640), redactor: Redactor(secrets)))
    }

    deinit {
        state.withLock { state in
            guard state.file >= 0 else { return }
            Self.write(state.redactor.finish(), &state)
            close(state.file)
        }
    }

    /// Adds octets as they came.
    func append(_ octets: [UInt8]) {
        state.withLock { state in
            let clean = state.redactor.take(octets)
            Self.write(clean, &state)
        }
    }

    /// Adds a line of our own.
    func note(_ line: String) { append(Array("rackrise: \(line)\n".utf8)) }

    /// A sentence without secrets, for timelines.
    func clean(_ text: String) -> String { state.withLock { $0.redactor }.clean(text) }

    private static func write(_ octets: [UInt8], _ state: inout State) {
        guard state.file >= 0, !state.isFull, !octets.isEmpty else { return }
        var octets = octets[...]
        if state.size + octets.count > limit {
            state.isFull = true
            octets =
                (octets.prefix(limit - state.size) + Array("\nrackrise: the rest is left out\n".utf8))[...]
        }
        state.size += octets.count
        let whole = Array(octets)
        var written = 0
        while written < whole.count {
            let count = whole[written...].withUnsafeBytes {
                Glibc.write(state.file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}
