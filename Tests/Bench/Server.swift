import Commands
import Foundation
import Lab

/// A server under measurement, in the servers' namespace.
struct Server: Sendable {
    /// What it is called in the tables.
    let name: String
    /// The running program.
    let process: ChildProcess
    /// The TFTP name of the file `boot` and the HTTP port and path prefix.
    let wire: Wire

    /// CPU time its processes have used, also those that have ended.
    func cpuSeconds() async throws -> Double { try await processorSeconds().values.reduce(0, +) }

    private func processorSeconds() async throws -> [Int32: Double] {
        var seconds: [Int32: Double] = [:]
        for process in try await wire.servers.processes() {
            let text = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data(),
                as: UTF8.self)
            // Behind the name in parentheses: state, …; utime, stime, cutime and cstime are fields 14 to 17.
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 14 else { continue }
            seconds[process] = Double(fields[11...14].compactMap { Int($0) }.reduce(0, +)) / 100
        }
        return seconds
    }

    /// CPU time that its processes use while `body` runs.
    ///
    /// They are looked at all the time, because the time of one that nobody waits for is gone with it.
    func cpuSeconds<Result: Sendable>(during body: () async throws -> Result) async throws -> (Result, Double)
    {
        let before = try await processorSeconds()
        let sampling = Task {
            var most = before
            while !Task.isCancelled {
                most.merge((try? await processorSeconds()) ?? [:]) { max($0, $1) }
                try? await Task.sleep(for: .milliseconds(20))
            }
            return most
        }
        let result: Result
        do {
            result = try await body()
        } catch {
            sampling.cancel()
            throw error
        }
        sampling.cancel()
        let after = await sampling.value.merging(try await processorSeconds()) { max($0, $1) }
        return (result, after.values.reduce(0, +) - before.values.reduce(0, +))
    }

    /// Resident memory of its processes in KiB.
    func residentKibibytes() async throws -> Int { try await kibibytes("VmRSS:") }

    private func kibibytes(_ field: String) async throws -> Int {
        var sum = 0
        for process in try await wire.servers.processes() {
            let text = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/status") ?? Data(),
                as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
            sum += line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        }
        return sum
    }

    /// The most memory that its processes had resident since they started, in KiB.
    func peakKibibytes() async throws -> Int { try await kibibytes("VmHWM:") }

    /// Ends it, and what was started beside it.
    func stop() async {
        await process.stop()
        while let left = try? await wire.servers.processes(), !left.isEmpty {
            for process in left { kill(process, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
