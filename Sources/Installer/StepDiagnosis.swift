import InstallPlan

/// Finds the name of a failure in the last words of a program that knows none of ours.
enum StepDiagnosis {
    /// What nix says; the same words of another program would mean something else.
    private static let words: [(text: String, code: FailureCode)] = [
        ("No space left on device", .storeFull),
        ("lacks a signature by a trusted key", .unsignedPath),
        ("lacks a valid signature", .unsignedPath),
        ("is not signed by any of the keys", .unsignedPath),
        ("not signed by any of the keys in 'trusted-public-keys'", .unsignedPath),
        ("HTTP error 401", .cacheRefused),
        ("HTTP error 403", .cacheRefused),
        ("unable to download", .cacheUnreachable),
        ("Could not resolve host", .cacheUnreachable),
        ("Couldn't connect to server", .cacheUnreachable),
        ("does not appear to be a binary cache", .cacheRefused),
        ("there is no substituter that can build it", .systemMissing),
        ("don't know how to build these paths", .systemMissing),
        ("is not valid", .systemMissing),
        ("does not exist in the store", .systemMissing),
    ]

    /// What is wrong by the last words of nix; nil when they have no name.
    static func failure(ofNix tail: String) -> InstallFailure? {
        let lines = lines(tail)
        for (text, code) in words {
            if let line = lines.last(where: { $0.contains(text) }) { return InstallFailure(code, line) }
        }
        return nil
    }

    /// The failure of any program that ended with `status` and whose output ends with `tail`.
    static func failure(status: Int, tail: String) -> InstallFailure {
        let last = lines(tail).last ?? "it said nothing"
        if status == 127 { return InstallFailure(.toolMissing, last) }
        return InstallFailure(.commandFailed, "status \(status): \(last)")
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(SeenText.clean).filter { !$0.isEmpty }
    }
}
