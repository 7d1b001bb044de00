/// How much the engine does at a time, over all jobs.
struct EngineLimits: Sendable {
    /// Room for SSH sessions.
    let sessions: SessionLimit
    /// Room for closures that are pushed.
    let pushes: SessionLimit

    init(_ settings: EngineSettings) {
        sessions = SessionLimit(settings.sessions)
        pushes = SessionLimit(settings.pushes)
    }
}
