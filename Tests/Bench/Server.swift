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
    func cpuSeconds() async throws -> Double {
        var ticks = 0
        for process in try await wire.servers.processes() {
            let text = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data(),
                as: UTF8.self)
            // Behind the name in parentheses: state, …; utime, stime, cutime and cstime are fields 14 to 17.
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 14 else { continue }
            ticks += fields[11...14].compactMap { Int($0) }.reduce(0, +)
        }
        return Double(ticks) / 100
    }

    /// Resident memory of its processes in KiB.
    func residentKibibytes() async throws -> Int {
        var sum = 0
        for process in try await wire.servers.processes() {
            let text = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/status") ?? Data(),
                as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            sum += line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        }
        return sum
    }

    /// Ends it.
    func stop() async { await process.stop() }
}
