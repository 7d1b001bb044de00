extension DiskSelector {
    /// The disks that are meant, in the order of their device names.
    ///
    /// - Parameters:
    ///   - disks: Every disk of the machine.
    ///   - values: The node's values for references.
    ///   - mayWipe: Whether the arming allows to write over data.
    ///   - leastDisk: The smallest disk that holds what is planned, in octets.
    /// - Throws: A named failure when these are not exactly the expected disks, or one of them must not be written.
    public func disks(
        among disks: [DiskFacts], values: PlanValues, mayWipe: Bool, leastDisk: UInt64 = 0
    ) throws(InstallFailure) -> [DiskFacts] {
        let wanted = try Wanted(self, values)
        let candidates = disks.filter { $0.size > 0 }.sorted { $0.device < $1.device }
        let found = candidates.filter { matches($0, wanted) }
        guard found.count == count else {
            throw InstallFailure(
                code(found: found.count), sentence(found: found, among: candidates, wanted))
        }
        for disk in found { try check(disk, mayWipe: mayWipe, leastDisk: leastDisk) }
        return found
    }

    /// The identifying texts with the node's values, normalised.
    private struct Wanted {
        let serial: String?
        let wwn: String?
        let byID: String?

        init(_ selector: DiskSelector, _ values: PlanValues) throws(InstallFailure) {
            serial = try selector.serial?.expanded(with: values)
            wwn = try selector.wwn.map { template throws(InstallFailure) in
                DiskFacts.normalizedWWN(try template.expanded(with: values))
            }
            byID = try selector.byID.map { template throws(InstallFailure) in
                DiskFacts.linkName(try template.expanded(with: values))
            }
        }
    }

    private func matches(_ disk: DiskFacts, _ wanted: Wanted) -> Bool {
        (wanted.serial.map { !$0.isEmpty && $0 == disk.serial } ?? true)
            && (wanted.wwn.map { !$0.isEmpty && $0 == disk.wwn.map(DiskFacts.normalizedWWN) } ?? true)
            && (wanted.byID.map { disk.byID.map(DiskFacts.linkName).contains($0) } ?? true)
            && disk.size >= leastSize ?? 0 && disk.size <= mostSize ?? .max
            && (isRotational ?? disk.isRotational) == disk.isRotational
            && (isEmpty ?? disk.contents.isEmpty) == disk.contents.isEmpty
            && (allowsRemovable || !disk.isRemovable)
    }

    private func code(found: Int) -> FailureCode {
        if found == 0 { return .diskSelectorNone }
        return found < count ? .diskSelectorFew : .diskSelectorMany
    }

    private func sentence(found: [DiskFacts], among candidates: [DiskFacts], _ wanted: Wanted) -> String {
        let number =
            found.isEmpty ? "none" : "\(found.count) (\(found.map(\.device).joined(separator: ", ")))"
        let seen = candidates.map(\.summary).joined(separator: "; ")
        return "\(number) of the machine's disks match and \(count) must"
            + (candidates.isEmpty ? "; it has no disks" : "; it has \(seen)")
    }

    private func check(_ disk: DiskFacts, mayWipe: Bool, leastDisk: UInt64) throws(InstallFailure) {
        if disk.isReadOnly { throw InstallFailure(.diskReadOnly, disk.summary) }
        if !disk.uses.isEmpty {
            throw InstallFailure(.diskInUse, "\(disk.device) is in use: \(disk.uses.joined(separator: ", "))")
        }
        if disk.size < leastDisk {
            throw InstallFailure(
                .diskTooSmall, "\(disk.device) has \(disk.size) bytes and the layout needs \(leastDisk)")
        }
        if !disk.contents.isEmpty, !mayWipe {
            throw InstallFailure(
                .diskNotEmpty, "\(disk.device) carries \(disk.contents.joined(separator: ", "))")
        }
    }
}
