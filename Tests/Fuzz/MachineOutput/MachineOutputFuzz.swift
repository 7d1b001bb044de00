import InstallPlan
import NetTypes

/// What a machine that is installed prints, after an octet that chooses where it is split: sessions, what nix says of
/// a copy, reports, and host keys.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMachineOutput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = octets.first else { return 0 }
    let output = Array(octets.dropFirst())
    let cut = Int(first) * output.count / 256
    let splits = [[Array(output[..<cut]), Array(output[cut...])], output.map { [$0] }]
    guard splits.allSatisfy({ session($0) == session([output]) }) else {
        fatalError("a session's splits matter")
    }
    guard splits.allSatisfy({ copy($0) == copy([output]) }) else { fatalError("a copy's splits matter") }
    let text = String(decoding: output, as: UTF8.self)
    checkReports(text)
    checkSystem(RunningSystem(text))
    for line in text.split(separator: "\n") { checkKey(line) }
    return 0
}

/// What a session is made of; output of a step is one piece until something else comes.
private func session(_ pieces: [[UInt8]]) -> [SessionReader.Element] {
    var reader = SessionReader(nonce: "n0")
    var elements: [SessionReader.Element] = []
    for element in pieces.flatMap({ reader.read($0) }) {
        if case .stepOutput(let more) = element, case .stepOutput(let before)? = elements.last {
            elements[elements.count - 1] = .stepOutput(before + more)
        } else {
            elements.append(element)
        }
        guard case .frame(let words) = element, words.first == "failure" else { continue }
        checkDetail(InstallFailure(reported: words.dropFirst()))
    }
    return elements
}

/// The log of a copy, where it stands in the end, and the last messages.
private func copy(_ pieces: [[UInt8]]) -> [String] {
    var progress = NixProgress()
    let log = pieces.flatMap { progress.take($0) }
    if let state = progress.state {
        guard state.done <= state.total else { fatalError("\(state) is more than all") }
    }
    guard progress.lastMessages.utf8.count <= NixProgress.messageLimit else { fatalError("messages grow") }
    return [
        String(decoding: log, as: UTF8.self), "\(String(describing: progress.state))", progress.lastMessages,
    ]
}

private func checkReports(_ text: String) {
    for (key, value) in MachineReport.lines(text) {
        // A character that is cut becomes another of three octets.
        guard !key.utf8.contains(UInt8(ascii: " ")), !value.utf8.contains(UInt8(ascii: "\n")), !value.isEmpty,
            value.utf8.count <= MachineReport.valueLimit + 2
        else { fatalError("'\(key)' and '\(value)' are no pair") }
    }
    do throws(InstallFailure) {
        _ = try MachineReport.identity(text)
    } catch {
        checkDetail(error)
    }
    do throws(InstallFailure) {
        let facts = try MachineReport.machine(text)
        guard
            facts.disks.allSatisfy({ $0.device.hasPrefix("/dev/") && !$0.device.dropFirst(5).contains("/") })
        else { fatalError("a disk that is no device: \(facts.disks)") }
    } catch {
        checkDetail(error)
    }
}

private func checkSystem(_ system: RunningSystem) {
    do throws(InstallFailure) {
        try system.check(
            system: "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-a", installerBoot: "b", hostname: "n1",
            settings: ConfirmSettings())
    } catch {
        checkDetail(error)
    }
}

/// A failure goes to the timeline, where one line is one event.
private func checkDetail(_ failure: InstallFailure) {
    let isPrintable = failure.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isPrintable, failure.detail.unicodeScalars.count <= InstallFailure.detailLimit else {
        fatalError("'\(failure.detail)' is not fit for a timeline")
    }
}

private func checkKey(_ line: Substring) {
    guard let key = HostKey(line) else { return }
    guard HostKey(key.description) == key else { fatalError("'\(key)' reads as another key") }
}
