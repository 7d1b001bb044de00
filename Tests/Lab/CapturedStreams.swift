import Foundation

/// The payloads of a capture, put together again: one run of octets for each direction of a conversation.
///
/// A text that a sender spread over several packets, or that came out of order, is found all the same.
public struct CapturedStreams: Sendable {
    /// Addresses, ports and protocol of one direction, as they are in its packets.
    private typealias Flow = Data

    private struct Segment {
        /// Where it belongs in a TCP conversation (RFC 9293 §3.4); nil for a datagram, which follows the one before.
        let number: UInt32?
        let payload: Data
    }

    private let streams: [Data]

    /// Every octet there is.
    public var size: Int { streams.reduce(0) { $0 + $1.count } }

    /// Whether a conversation has `text`, as it is or as part of something in Base64.
    public func contain(_ text: String) -> Bool {
        let needles = [Data(text.utf8)] + Self.base64(Data(text.utf8))
        return streams.contains { stream in needles.contains { stream.range(of: $0) != nil } }
    }

    /// Reads a file in the format of pcap-savefile(5) with Ethernet packets, written on this machine.
    init(capture: Data) throws {
        guard capture.count >= 24, capture.uint32(at: 0) == 0xA1B2_C3D4, capture.uint32(at: 20) == 1 else {
            throw LabError("not a capture of Ethernet packets")
        }
        var segments: [Flow: [Segment]] = [:]
        var position = 24
        while position + 16 <= capture.count {
            let length = Int(capture.uint32(at: position + 8))
            let frame = capture.dropFirst(position + 16).prefix(length)
            position += 16 + length
            guard let (flow, segment) = Self.segment(Data(frame)) else { continue }
            segments[flow, default: []].append(segment)
        }
        streams = segments.values.map(Self.joined)
    }

    /// The segments in the order of their numbers, without what was sent twice.
    private static func joined(_ segments: [Segment]) -> Data {
        guard let first = segments.first?.number else {
            return segments.reduce(into: Data()) { $0 += $1.payload }
        }
        let placed = segments.map {
            (start: Int(Int32(truncatingIfNeeded: ($0.number ?? first) &- first)), payload: $0.payload)
        }
        var stream = Data()
        var end = Int.min
        for (start, payload) in placed.sorted(by: { $0.start < $1.start }) {
            stream += payload.dropFirst(end > start ? end - start : 0)
            end = max(end, start + payload.count)
        }
        return stream
    }

    private static func segment(_ frame: Data) -> (Flow, Segment)? {
        guard frame.count >= 14 + 20 + 8, frame[12] == 0x08, frame[13] == 0 else { return nil }
        let transport = 14 + Int(frame[14] & 0x0F) * 4
        let flow = Data([frame[23]]) + frame[26..<34] + frame.dropFirst(transport).prefix(4)
        switch frame[23] {
        case 17:
            let payload = Data(frame.dropFirst(transport + 8))
            // The blocks of a TFTP transfer (RFC 1350 §5) follow each other without their heads.
            let isBlock = payload.count > 4 && payload[0] == 0 && payload[1] == 3
            return (flow, Segment(number: nil, payload: isBlock ? payload.dropFirst(4) : payload))
        case 6 where frame.count >= transport + 20:
            let header = Int(frame[transport + 12] >> 4) * 4
            let number = frame[(transport + 4)..<(transport + 8)].reduce(0) { $0 << 8 | UInt32($1) }
            return (flow, Segment(number: number, payload: Data(frame.dropFirst(transport + header))))
        default:
            return nil
        }
    }

    /// What `text` is in Base64, for each of the three ways that it can lie in the encoded whole.
    private static func base64(_ text: Data) -> [Data] {
        (0..<3).map { shift in
            let encoded = (Data(count: shift) + text).base64EncodedData()
            // The first digits and the last depend on what stands beside.
            return encoded.dropFirst((shift * 8 + 5) / 6).prefix(text.count * 8 / 6 - 1)
        }
    }
}

extension Data {
    /// Four octets in this machine's order.
    fileprivate func uint32(at offset: Int) -> UInt32 {
        self[(startIndex + offset)..<(startIndex + offset + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
