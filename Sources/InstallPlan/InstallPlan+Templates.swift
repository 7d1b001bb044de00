extension InstallPlan {
    /// Every variable that the plan needs of a node.
    public var variables: Set<String> {
        Set(
            templates.flatMap(\.template.references).compactMap {
                guard case .variable(let name) = $0 else { return nil }
                return name
            })
    }

    /// Every secret that the plan needs.
    public var secrets: Set<String> {
        Set(
            files.compactMap {
                guard case .secret(let name) = $0.source else { return nil }
                return name
            })
    }

    /// Every text that may refer to the node, with its key path.
    var templates: [(path: String, template: Template)] {
        var found: [(path: String, template: Template)] = [("system", system)]
        let optional = [
            ("disk.serial", disk.serial), ("disk.wwn", disk.wwn), ("disk.byId", disk.byID),
            ("confirm.hostname", confirm.hostname),
        ]
        found += optional.compactMap { path, template in template.map { (path, $0) } }
        if case .pull(let caches, _) = copy {
            found += caches.enumerated().map { ("copy.caches[\($0)]", $1) }
        }
        for (index, file) in files.enumerated() {
            found.append(("files[\(index)].path", file.path))
            if case .content(let text) = file.source { found.append(("files[\(index)].content", text)) }
        }
        found += confirm.pages.enumerated().map { ("confirm.pages[\($0)].url", $1.url) }
        return found + scripts.map { ($0.path, $0.script.template) }
    }

    /// Every script, with its key path.
    var scripts: [(path: String, script: ShellScript)] {
        var lists = [("verify.checks", verify.checks), ("confirm.checks", confirm.checks)]
        for phase in InstallPhase.allCases {
            lists.append(("phases.\(phase.rawValue).before", phases[phase].before))
            lists.append(("phases.\(phase.rawValue).after", phases[phase].after))
        }
        return lists.flatMap { path, scripts in scripts.enumerated().map { ("\(path)[\($0)]", $1) } }
    }
}
