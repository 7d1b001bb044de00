import CNetShim
import NetTypes

/// Answers that wait for the end of a batch of packets, to leave in one system call (sendmmsg(2)).
struct Outbox {
    /// Whether the kernel took a datagram.
    typealias Report = @NetLoop (Bool) -> Void

    /// Most datagrams of one call.
    static let capacity = Int(NETSHIM_BATCH)

    private var octets: [UInt8] = []
    private var datagrams: [netshim_outgoing] = []
    private var reports: [Report?] = []

    var isEmpty: Bool { datagrams.isEmpty }
    var isFull: Bool { datagrams.count == Self.capacity }

    mutating func append(
        _ payload: [UInt8], to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32,
        report: Report?
    ) {
        let start = octets.count
        octets += payload
        addEnvelope(start, to: destination, from: from, interfaceIndex: interfaceIndex, report: report)
    }

    /// Adds a DATA packet (RFC 1350 §5) with the content in `range`.
    mutating func append(
        block number: UInt16, from content: [UInt8], in range: Range<Int>, to destination: IPv4Endpoint
    ) {
        let start = octets.count
        octets.append(0)
        octets.append(3)
        octets.append(UInt8(number >> 8))
        octets.append(UInt8(number & 255))
        octets += content[range]
        addEnvelope(start, to: destination, from: .any, interfaceIndex: 0, report: nil)
    }

    /// Closes the datagram that begins at `start`.
    private mutating func addEnvelope(
        _ start: Int, to destination: IPv4Endpoint, from: IPv4Address, interfaceIndex: Int32, report: Report?
    ) {
        datagrams.append(
            netshim_outgoing(
                start: UInt32(start), length: UInt32(octets.count - start),
                to: destination.address.rawValue, from: from.rawValue, interface_index: interfaceIndex,
                port: destination.port, unused: 0))
        reports.append(report)
    }

    /// Sends all, reports on each, and is empty; returns how many the kernel refused.
    @NetLoop
    mutating func send(on descriptor: Int32, broadcasts: BroadcastSocket?) -> Int {
        var done = 0
        var refused = 0
        while done < datagrams.count {
            let (taken, lost) = datagrams.withUnsafeBufferPointer { all -> (Int, Int) in
                let waiting = UnsafeBufferPointer(rebasing: all[done...])
                if let count = broadcasts?.send(octets, waiting), count > 0 { return (count, 0) }
                let outcome = nonBlocking {
                    netshim_send_all(descriptor, octets, waiting.baseAddress, UInt32(waiting.count))
                }
                return switch outcome {
                case .done(let count): (Int(count), 0)
                // No room for one is no room for the others.
                case .wouldBlock: (0, waiting.count)
                case .failed: (0, 1)
                }
            }
            for index in done..<done + taken + lost { reports[index]?(index < done + taken) }
            done += taken + lost
            refused += lost
        }
        octets.removeAll(keepingCapacity: true)
        datagrams.removeAll(keepingCapacity: true)
        reports.removeAll(keepingCapacity: true)
        return refused
    }
}
