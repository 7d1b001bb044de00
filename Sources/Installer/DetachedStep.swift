import InstallPlan
import Synchronization

/// A step that runs on the machine in a session of its own, whoever watches.
///
/// Its directory under `/run/rackrise` is the claim: whoever makes it runs the step, so a step begins at most once in
/// each boot of the machine, however often it is asked for.
struct DetachedStep: Hashable, Sendable {
    /// How a look at a step ended.
    enum Ending: Hashable, Sendable {
        /// It ended with this status, and says what is wrong where it knows.
        case ended(status: Int, InstallFailure?)
        /// The machine knows nothing of it.
        case unknown
        /// It was killed.
        case gone
        /// The connection broke after it had begun; it runs on, or took the connection with it.
        case lost(String)
    }

    /// The directory of one job's steps on the machine.
    static func directory(job: Int64) -> String { "/run/rackrise/\(job)" }

    let job: Int64
    let name: String

    /// Its directory on the machine.
    var path: String { "\(Self.directory(job: job))/\(name)" }

    /// Starts the step where it has not begun, and shows it from `offset` of its output until it ends.
    ///
    /// Without a script, one that has not begun is `unknown`.
    func follow(
        on shell: RemoteShell, script: MachineScript?, from offset: Int,
        output: @escaping @Sendable ([UInt8]) -> Void,
        progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void
    ) async throws -> Ending {
        let body = MachineScript(
            beginning(script) + MachineScript.asset("follow"), ["step": path, "offset": "\(offset)"]
        ).rendered
        let seen = Mutex(Seen())
        let outcome: RemoteShell.Outcome
        do {
            outcome = try await shell.following.session(body) { element in
                switch element {
                case .stepOutput(let octets): output(octets)
                case .frame(let words) where words.first == "progress" && words.count == 3:
                    if let done = UInt64(words[1]), let total = UInt64(words[2]), total > 0 {
                        progress(min(done, total), total)
                    }
                case .frame(let words): seen.withLock { $0.take(words) }
                case .text: break
                }
            }
        } catch ConnectionFailure.lost(let words) where seen.withLock({ $0.hasBegun }) {
            return .lost(words)
        }
        guard let ending = seen.withLock({ $0.ending }) else {
            throw InstallFailure(
                .commandFailed, "the step could not be followed: \(SeenText.clean(outcome.errors))")
        }
        return ending
    }

    /// What the frames of a step have said.
    private struct Seen {
        var failure: InstallFailure?
        var ending: Ending?
        var hasBegun = false

        mutating func take(_ words: [String]) {
            switch words.first {
            case "alive": hasBegun = true
            case "failed": failure = InstallFailure(reported: words.dropFirst())
            case "rc": ending = words.last.flatMap(Int.init).map { .ended(status: $0, failure) }
            case "unknown": ending = .unknown
            case "gone": ending = .gone
            default: break
            }
        }
    }

    /// The text that starts the step, or looks for it.
    private func beginning(_ script: MachineScript?) -> String {
        guard let script else { return "if [ ! -d \"$step\" ]; then frame unknown; exit 0; fi\n" }
        let text =
            "step=\(ShellWord.quoted(path))\n" + MachineScript.asset("runner")
            + MachineScript.asset("prelude") + "main() {\n\(script.rendered)\n}\n"
            + "( main )\nprintf '%s\\n' \"$?\" >\"$step/rc.new\"\nmv \"$step/rc.new\" \"$step/rc\"\n"
        return """
            if [ ! -d "$step" ]; then
                need setsid head tail wc
                umask 077
                mkdir -p "${step%/*}"
                printf '%s' \(ShellWord.quoted(text)) >"$step.$nonce"
                umask 022
                setsid sh "$step.$nonce" </dev/null >/dev/null 2>&1 &
                round=0
                while [ ! -f "$step/pid" ] && [ "$round" -lt 100 ]; do
                    round=$((round + 1))
                    nap
                done
                [ -f "$step/pid" ] || fail command-failed "the step $step did not begin"
            fi

            """
    }
}
