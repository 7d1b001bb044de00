import NetIO

/// Reads the content of one transfer, a piece at a time.
struct TFTPReader {
    /// Octets of a file that are read at once, where less is asked for: eleven blocks of the usual size.
    static let pieceSize: UInt64 = 16 << 10

    /// A part of the content; it has fewer octets than its range when the file became shorter.
    struct Piece: Sendable {
        let range: Range<UInt64>
        let octets: [UInt8]
    }

    /// A file on the disk and what follows it.
    struct Source: Sendable {
        let file: OpenFile
        let segment: [UInt8]

        /// Reads a part, on a thread that may wait for the disk.
        func read(_ range: Range<UInt64>) -> Piece {
            let whole = range.clamped(to: 0..<file.size)
            return piece(range, file.read(offset: whole.lowerBound, count: whole.count))
        }

        /// Reads a part; nil when the disk would have to be waited for.
        func readAtOnce(_ range: Range<UInt64>, from disk: TFTPDisk) -> Piece? {
            let whole = range.clamped(to: 0..<file.size)
            return disk.readAtOnce(file, whole.lowerBound, whole.count).map { piece(range, $0) }
        }

        /// Adds what follows the file to what was read of it.
        private func piece(_ range: Range<UInt64>, _ read: [UInt8]) -> Piece {
            let whole = range.clamped(to: 0..<file.size)
            let tail = range.clamped(to: file.size..<file.size + UInt64(segment.count))
            // A segment never follows less of the file than there was; adding nothing would cost a copy.
            guard read.count == whole.count, !tail.isEmpty else { return Piece(range: range, octets: read) }
            let rest = segment[Int(tail.lowerBound - file.size)..<Int(tail.upperBound - file.size)]
            return Piece(range: range, octets: read + rest)
        }
    }

    /// What further pieces come from; nil where there are none.
    let source: Source?
    private let disk: TFTPDisk
    private let size: UInt64
    private var piece: Piece

    init(_ file: TFTPFile, _ disk: TFTPDisk) {
        self.disk = disk
        size = file.size
        switch file.content {
        case .octets(let octets):
            source = nil
            piece = Piece(range: 0..<size, octets: octets)
        case .file(let opened, let segment):
            source = Source(file: opened, segment: segment)
            piece = Piece(range: 0..<0, octets: [])
        }
    }

    /// The part that is read when `range` is asked for.
    func part(for range: Range<UInt64>) -> Range<UInt64> {
        range.lowerBound..<min(max(range.upperBound, range.lowerBound + Self.pieceSize), size)
    }

    /// Has the octets of `range` ready; false when the disk has to be waited for.
    mutating func prepare(_ range: Range<UInt64>) -> Bool {
        if range.lowerBound >= piece.range.lowerBound, range.upperBound <= piece.range.upperBound {
            return true
        }
        guard let read = source?.readAtOnce(part(for: range), from: disk) else { return false }
        piece = read
        return true
    }

    /// Takes a piece that was waited for.
    mutating func take(_ piece: Piece) { self.piece = piece }

    /// Where the octets of `range`, which are ready, are in the piece; fewer when the file became shorter.
    func octets(of range: Range<UInt64>) -> (octets: [UInt8], range: Range<Int>) {
        let start = min(Int(range.lowerBound - piece.range.lowerBound), piece.octets.count)
        return (piece.octets, start..<min(start + range.count, piece.octets.count))
    }
}
