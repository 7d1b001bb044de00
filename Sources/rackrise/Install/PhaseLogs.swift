import Foundation
import InstallPlan

/// The logs of a job's phases, files named `<attempt>-<phase>.log`, read as they grow.
struct PhaseLogs {
    /// The log of one attempt.
    struct File: Hashable, Comparable {
        let attempt: Int
        let phase: InstallPhase

        /// Orders by attempt.
        static func < (left: File, right: File) -> Bool { left.attempt < right.attempt }
    }

    /// A line of a log.
    struct Line {
        let file: File
        let text: String
    }

    /// A longer line is shown in pieces.
    private static let lineLimit = 16 << 10
    private static let pieceSize = 64 << 10

    private let directory: String
    private let phase: InstallPhase?
    private var offsets: [File: UInt64] = [:]
    private var rests: [File: [UInt8]] = [:]

    /// Prepares to read the logs in a directory, of one phase or all.
    init(directory: String, phase: InstallPhase?) {
        self.directory = directory
        self.phase = phase
    }

    /// The lines since the last time, in the order of attempts; with `toEnd` also a last one that has no end yet.
    ///
    /// - Throws: When a log cannot be read; a directory that is not there has no logs yet.
    mutating func next(toEnd: Bool) throws -> [Line] {
        var lines: [Line] = []
        for file in files() {
            try read(file, into: &lines)
            guard toEnd, let rest = rests.removeValue(forKey: file), !rest.isEmpty else { continue }
            lines.append(Line(file: file, text: String(decoding: rest, as: UTF8.self)))
        }
        return lines
    }

    private func files() -> [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap(Self.file).filter { phase == nil || $0.phase == phase }.sorted()
    }

    private static func file(_ name: String) -> File? {
        guard name.hasSuffix(".log"), let dash = name.firstIndex(of: "-"), let attempt = Int(name[..<dash]),
            let phase = InstallPhase(rawValue: String(name[name.index(after: dash)...].dropLast(4)))
        else { return nil }
        return File(attempt: attempt, phase: phase)
    }

    private mutating func read(_ file: File, into lines: inout [Line]) throws {
        let path = "\(directory)/\(file.attempt)-\(file.phase.rawValue).log"
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            // A shorter log was begun again.
            if try handle.seekToEnd() < offsets[file, default: 0] {
                offsets[file] = 0
                rests[file] = nil
            }
            try handle.seek(toOffset: offsets[file, default: 0])
            while let piece = try handle.read(upToCount: Self.pieceSize), !piece.isEmpty {
                offsets[file, default: 0] += UInt64(piece.count)
                take(piece, of: file, into: &lines)
            }
        } catch {
            throw CommandError.failed(
                "cannot read \(path) (\(error.localizedDescription)); run the command as the daemon's user or as root"
            )
        }
    }

    private mutating func take(_ piece: Data, of file: File, into lines: inout [Line]) {
        var rest = rests[file, default: []]
        for octet in piece {
            if octet != UInt8(ascii: "\n") { rest.append(octet) }
            guard octet == UInt8(ascii: "\n") || rest.count >= Self.lineLimit else { continue }
            lines.append(Line(file: file, text: String(decoding: rest, as: UTF8.self)))
            rest.removeAll(keepingCapacity: true)
        }
        rests[file] = rest
    }
}
