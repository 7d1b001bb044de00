import Crypto
import InstallPlan
import NetTypes
import Subprocess
import Synchronization

/// Runs scripts as root on one machine, each in an SSH session of its own.
///
/// The script is fed to `sh -s`; the login shell sees that fixed word only. Frames with a random nonce tell where the
/// script begins and how it ended, since ssh's own status 255 may come from either side.
struct RemoteShell: Sendable {
    /// What a script printed and how it ended.
    struct Outcome: Sendable {
        /// The exit status of the script.
        let status: Int
        /// What it printed outside of frames, with `\n` at line ends.
        let text: String
        /// The beginning of its standard error.
        let errors: String
    }

    /// What is kept of a script's output, in octets.
    static let outputLimit = 1 << 20

    let endpoint: SSHEndpoint
    let trust: SSHTrust
    /// Room for short sessions; nil for one that lasts as long as what it follows, of which each job has one at most.
    var limit: SessionLimit?

    /// The same for a session that lasts as long as what it follows.
    var following: RemoteShell {
        var shell = self
        shell.limit = nil
        return shell
    }

    /// Runs a script in the session itself, for short steps that may be repeated.
    ///
    /// - Throws: `ConnectionFailure`, or `InstallFailure` when the script says what is wrong.
    func run(_ script: MachineScript, errorOutput: (@Sendable ([UInt8]) -> Void)? = nil) async throws
        -> Outcome
    {
        try await session(script.rendered, errorOutput: errorOutput) { _ in }
    }

    /// Runs a script that prints frames of its own, which are handed out as they come.
    ///
    /// The text must bring its own parameters.
    func session(
        _ body: String, errorOutput: (@Sendable ([UInt8]) -> Void)? = nil,
        element: @escaping @Sendable (SessionReader.Element) -> Void
    ) async throws -> Outcome {
        let nonce = "rr" + Hexadecimal.text(try randomBytes(16))
        let input = Self.input(body, nonce: nonce)
        let progress = Mutex(Progress(nonce: nonce))
        let arguments = SSHCommand(trust).arguments(endpoint, command: endpoint.shellCommand)
        let login: @Sendable () async throws -> ChildRun.Ending = {
            try await ChildRun.run(
                "ssh", arguments, environment: SSHCommand.environment, input: Array(input.utf8)
            ) { octets in
                for piece in progress.withLock({ $0.take(octets) }) { element(piece) }
            } errorOutput: {
                errorOutput?($0)
            }
        }
        let ending = if let limit { try await limit.withRoom(login) } else { try await login() }
        return try progress.withLock { try $0.outcome(of: ending, endpoint) }
    }

    /// The whole text for the shell: nothing runs before its last line has arrived.
    private static func input(_ body: String, nonce: String) -> String {
        """
        nonce=\(nonce)
        \(MachineScript.asset("session"))
        \(MachineScript.asset("prelude"))
        main() {
        \(body)
        }
        frame begin
        ( main ) </dev/null
        frame end "$?"
        exit 0

        """
    }

    /// What has come of a session so far.
    private struct Progress {
        var reader: SessionReader
        var hasBegun = false
        var status: Int?
        var failure: InstallFailure?
        var text: [UInt8] = []

        init(nonce: String) { reader = SessionReader(nonce: nonce) }

        mutating func take(_ octets: [UInt8]) -> [SessionReader.Element] {
            reader.read(octets).filter { element in
                switch element {
                case .frame(["begin"]): hasBegun = true
                case .frame(let words) where words.first == "end": status = words.last.flatMap(Int.init)
                case .frame(let words) where words.first == "failure":
                    failure = InstallFailure(reported: words.dropFirst())
                case .text(let line):
                    if hasBegun, text.count + line.count <= outputLimit { text += line }
                case .frame, .stepOutput: return true
                }
                return false
            }
        }

        func outcome(of ending: ChildRun.Ending, _ endpoint: SSHEndpoint) throws -> Outcome {
            guard hasBegun else {
                throw ConnectionFailure(
                    beforeScript: ending.errors, status: ending.status.code, endpoint: endpoint)
            }
            guard let status else {
                let words = SeenText.clean(ending.errors)
                throw ConnectionFailure.lost(
                    "\(endpoint.address): \(words.isEmpty ? "the connection broke" : words)")
            }
            if let failure { throw failure }
            return Outcome(
                status: status, text: String(decoding: text, as: UTF8.self), errors: ending.errors)
        }
    }
}

extension TerminationStatus {
    /// The exit code; 128 plus its number for a signal.
    var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
