extension InstallPlan {
    /// The one spelling of this plan: JSON in the words of a plan file, every standard value written out.
    ///
    /// Equal plans have equal octets. Their SHA-256 names the plan's revision; later standard values do not change a
    /// plan that is stored so.
    public var canonical: [UInt8] { Array(json.text.utf8) }

    private var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "login": .object([
                "user": .string(login.user), "become": .string(login.become.rawValue),
                "trust": .string(login.trust.rawValue),
            ]),
            "system": .string(system.text),
            "disk": disk.json,
            "layout": layout?.json ?? .string("none"),
            "copy": copy.json,
            "files": .array(files.map(\.json)),
            "verify": .object([
                "closure": .string(verify.closure.rawValue),
                "freeSpace": .string(ByteSize.text(verify.freeSpace)),
                "checks": verify.checks.json,
            ]),
            "confirm": confirm.json,
            "phases": .object(
                Dictionary(
                    uniqueKeysWithValues: InstallPhase.allCases.map { ($0.rawValue, phases[$0].json) })),
        ]
        members["installer"] = installer.map { .string($0) }
        return .object(members)
    }
}

extension DiskSelector {
    fileprivate var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "removable": .bool(allowsRemovable), "count": .integer(count),
        ]
        members["serial"] = serial.map { .string($0.text) }
        members["wwn"] = wwn.map { .string($0.text) }
        members["byId"] = byID.map { .string($0.text) }
        members["minSize"] = leastSize.map { .string(ByteSize.text($0)) }
        members["maxSize"] = mostSize.map { .string(ByteSize.text($0)) }
        members["rotational"] = isRotational.map { .bool($0) }
        members["empty"] = isEmpty.map { .bool($0) }
        return .object(members)
    }
}

extension DiskLayout {
    fileprivate var json: CanonicalJSON {
        .object([
            "esp": .string(ByteSize.text(esp)), "swap": .string(ByteSize.text(swap)),
            "root": .string(root.rawValue),
        ])
    }
}

extension CopyMode {
    fileprivate var json: CanonicalJSON {
        switch self {
        case .push: .object(["mode": .string("push")])
        case .pull(let caches, let keys):
            .object([
                "mode": .string("pull"), "caches": .strings(caches.map(\.text)), "keys": .strings(keys),
            ])
        }
    }
}

extension PlannedFile {
    fileprivate var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "path": .string(path.text), "owner": .string(owner.description),
            "mode": .string(mode.description),
        ]
        switch source {
        case .content(let text): members["content"] = .string(text.text)
        case .secret(let name): members["secret"] = .string(name)
        }
        return .object(members)
    }
}

extension ConfirmSettings {
    fileprivate var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "user": .string(user), "become": .string(become.rawValue), "port": .integer(port),
            "state": .string(state.rawValue), "units": .strings(units), "checks": checks.json,
            "pages": .array(
                pages.map { .object(["url": .string($0.url.text), "status": .integer($0.status)]) }),
        ]
        members["hostname"] = hostname.map { .string($0.text) }
        return .object(members)
    }
}

extension PhaseSettings {
    fileprivate var json: CanonicalJSON {
        .object([
            "timeout": .string(Self.text(timeout)),
            "retries": .object([
                "max": .integer(retries), "backoff": .string(Self.text(backoff)),
                "on": .strings(RetryCause.allCases.filter(retryOn.contains).map(\.rawValue)),
            ]),
            "restartAt": .string(restartAt.rawValue), "destructive": .bool(isDestructive),
            "before": before.json, "after": after.json,
        ])
    }

    /// The duration with the largest unit that divides it.
    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        let units: [(suffix: String, milliseconds: Int64)] = [
            ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
        ]
        guard let unit = units.first(where: { milliseconds.isMultiple(of: $0.milliseconds) }),
            milliseconds != 0
        else { return "0" }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}

extension [ShellScript] {
    fileprivate var json: CanonicalJSON { .strings(map(\.template.text)) }
}
