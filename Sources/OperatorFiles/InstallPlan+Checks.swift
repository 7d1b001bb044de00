import InstallPlan

extension InstallPlan {
    mutating func readVerify(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        let section = reader.section(value, keys: ["closure", "freeSpace", "checks"])
        reader.read(section["closure"], .word, into: &verify.closure)
        reader.read(section["freeSpace"], .size, into: &verify.freeSpace)
        reader.read(section["checks"], listOf: .script, into: &verify.checks)
    }

    /// Reads what is expected of the installed system; its login is the installer's unless the plan says otherwise.
    mutating func readConfirm(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        confirm.user = login.user
        confirm.become = login.become
        let section = reader.section(
            value, keys: ["user", "become", "port", "hostname", "state", "units", "pages", "checks"])
        reader.read(section["user"], .userName, into: &confirm.user)
        reader.read(section["become"], .word, into: &confirm.become)
        reader.read(section["port"], .number(1...65535), into: &confirm.port)
        reader.read(section["hostname"], .text, into: &confirm.hostname)
        reader.read(section["state"], .word, into: &confirm.state)
        reader.read(section["units"], setOf: .unitName, into: &confirm.units)
        reader.read(section["checks"], listOf: .script, into: &confirm.checks)
        confirm.pages = reader.sections(section["pages"], keys: ["url", "status"]).compactMap { place, page in
            guard let address = page["url"] else {
                reader.report(line: place.line, "\(place.path) has no url; write the address to fetch")
                return nil
            }
            guard let url = reader.scalar(address, .url) else { return nil }
            var result = ConfirmSettings.Page(url: url)
            reader.read(page["status"], .number(100...599), into: &result.status)
            return result
        }
    }

    mutating func readPhases(_ value: YAMLValue?, _ reader: inout YAMLReader) {
        let section = reader.section(value, keys: InstallPhase.allCases.map(\.rawValue))
        for phase in InstallPhase.allCases {
            reader.read(section[phase.rawValue], into: &phases[phase])
        }
    }
}

extension YAMLReader {
    /// Changes what a phase's section says of it.
    fileprivate mutating func read(_ value: YAMLValue?, into settings: inout PhaseSettings) {
        let section = section(
            value, keys: ["timeout", "retries", "restartAt", "destructive", "before", "after"])
        read(section["timeout"], .phaseTimeout, into: &settings.timeout)
        read(section["restartAt"], .word, into: &settings.restartAt)
        read(section["destructive"], .flag, into: &settings.isDestructive)
        read(section["before"], listOf: .script, into: &settings.before)
        read(section["after"], listOf: .script, into: &settings.after)
        let retries = self.section(section["retries"], keys: ["max", "backoff", "on"])
        read(retries["max"], .number(0...PhaseSettings.retryLimit), into: &settings.retries)
        read(retries["backoff"], .backoff, into: &settings.backoff)
        var causes = RetryCause.allCases.filter(settings.retryOn.contains)
        read(retries["on"], setOf: .word, into: &causes)
        settings.retryOn = Set(causes)
    }

    /// The files and secrets of a plan.
    mutating func plannedFiles(_ value: YAMLValue?) -> [PlannedFile] {
        sections(value, keys: ["path", "content", "secret", "owner", "mode"]).compactMap { place, entry in
            guard let pathValue = entry["path"], (entry["content"] == nil) != (entry["secret"] == nil) else {
                report(
                    line: place.line,
                    "\(place.path) is no file; write its path, and either content or the secret's name")
                return nil
            }
            let source: PlannedFile.Source? =
                entry["content"].flatMap { scalar($0, .content) }.map { .content($0) }
                ?? entry["secret"].flatMap { scalar($0, .secretName) }.map { .secret($0) }
            guard let path = scalar(pathValue, .installedPath), let source else { return nil }
            let isSecret = entry["secret"] != nil
            var file = PlannedFile(
                path: path, source: source, mode: FileMode(bits: isSecret ? 0o400 : 0o644))
            read(entry["owner"], .owner, into: &file.owner)
            read(entry["mode"], .mode, into: &file.mode)
            return file
        }
    }
}
