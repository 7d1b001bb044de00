import NetTypes

/// Boots that were asked for by TFTP clients: a request is dropped, and its repetition finds the answer.
struct AskedBoots {
    /// Most boots remembered; a rack's worth.
    static let capacity = 1024
    /// How long one is remembered; GRUB repeats a request for half a minute.
    static let keepTime: Duration = .seconds(60)

    /// One boot of one install.
    struct Key: Hashable, Sendable {
        var job: Int64
        var token: String
    }

    /// What to do with a request.
    enum Step: Hashable {
        /// Ask, and drop the request.
        case ask
        /// Drop the request.
        case wait
        /// Answer the request.
        case answer(InstallBoot)
    }

    private struct Entry {
        var boot: InstallBoot?
        var since: Instant
    }

    private var entries: [Key: Entry] = [:]

    /// How many boots are remembered.
    var count: Int { entries.count }

    /// What to do with a request for the script of this boot; an answer is given once.
    mutating func step(_ key: Key, at now: Instant) -> Step {
        if let entry = entries[key], now - entry.since < Self.keepTime {
            guard let boot = entry.boot else { return .wait }
            entries[key] = nil
            return .answer(boot)
        }
        if entries.count >= Self.capacity {
            entries = entries.filter { now - $0.value.since < Self.keepTime }
            guard entries.count < Self.capacity else { return .wait }
        }
        entries[key] = Entry(since: now)
        return .ask
    }

    /// Takes the answer.
    mutating func settle(_ key: Key, _ boot: InstallBoot, at now: Instant) {
        guard entries[key] != nil else { return }
        entries[key] = Entry(boot: boot, since: now)
    }
}
