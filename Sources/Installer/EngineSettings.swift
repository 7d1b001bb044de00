/// How the engine behaves; operators do not see these.
struct EngineSettings: Hashable, Sendable {
    /// SSH sessions at a time, over all jobs.
    var sessions = 64
    /// Closures that are pushed at a time: each keeps a core busy with compression and encryption.
    var pushes = 2
    /// The port of every installer's SSH server.
    var installerPort = 22
    /// The pause between two looks at a machine that does not answer yet.
    var probePause = Duration.seconds(2)
    /// The longest pause between two such looks.
    var longestProbePause = Duration.seconds(10)
    /// How long a machine may refuse our key before that is its failure: sshd may answer before the key is in place.
    var refusalPatience = Duration.seconds(60)
    /// How long a machine that does not answer is looked for, to end what a job that was stopped runs on it.
    var stopPatience = Duration.seconds(600)
    /// How often the database is asked for new jobs and for requests.
    var refreshPause = Duration.seconds(1)
    /// What is kept of a step's output to find out what is wrong, in octets.
    let tailLength = 1 << 14
    /// How long before a phase's deadline a phase that waits for something gives up, to say what it waited for.
    let reportingTime = Duration.seconds(2)
}
