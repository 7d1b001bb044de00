import NetTypes
import TFTP
import Testing

struct ReadClientTests {
    private let now = Instant(nanoseconds: 0)
    private let options = [
        TFTPOption("blksize", "1024"), TFTPOption("windowsize", "2"), TFTPOption("tsize", "0"),
    ]

    private func ack(_ number: UInt16) -> ReadClient.Action {
        .send(TFTPPacket.acknowledgment(number).octets)
    }

    private func started(_ options: [TFTPOption]) -> ReadClient {
        var client = ReadClient(fileName: "a", options: options)
        var actions: [ReadClient.Action] = []
        client.start(at: now, into: &actions)
        #expect(actions == [.send(TFTPPacket.request(client.request).octets)])
        return client
    }

    private func handle(_ packet: TFTPPacket, _ client: inout ReadClient) -> [ReadClient.Action] {
        var actions: [ReadClient.Action] = []
        client.handle(packet, at: now, into: &actions)
        return actions
    }

    @Test func `a server without options is read in lock-step`() {
        var client = started(options)
        let full = ArraySlice([UInt8](repeating: 7, count: 512))
        #expect(handle(.data(1, full), &client) == [.deliver(full), ack(1)])
        #expect(handle(.data(1, full), &client) == [ack(1)])
        #expect(handle(.data(3, full), &client) == [])
        #expect(handle(.data(2, [9]), &client) == [.deliver([9]), ack(2), .finished])
        #expect(client.deadline == nil)
        #expect(handle(.data(2, [9]), &client) == [ack(2)])
    }

    @Test func `windows are acknowledged at their end, a gap once`() {
        var client = started(options)
        let granted = [
            TFTPOption("blksize", "1024"), TFTPOption("windowsize", "2"), TFTPOption("tsize", "9000"),
        ]
        #expect(handle(.optionAcknowledgment(granted), &client) == [ack(0)])
        #expect(client.announcedSize == 9000)
        let full = ArraySlice([UInt8](repeating: 7, count: 1024))
        #expect(handle(.data(2, full), &client) == [ack(0)])
        #expect(handle(.data(2, full), &client) == [])
        #expect(handle(.data(1, full), &client) == [.deliver(full)])
        #expect(handle(.data(2, full), &client) == [.deliver(full), ack(2)])
        #expect(handle(.data(1, full), &client) == [])
    }

    @Test(arguments: [
        [TFTPOption("timeout", "1")], [TFTPOption("blksize", "1025")], [TFTPOption("blksize", "7")],
        [TFTPOption("windowsize", "3")], [TFTPOption("windowsize", "0")], [TFTPOption("blksize", "x")],
    ])
    func `an OACK that grants more than was asked ends the transfer`(_ granted: [TFTPOption]) throws {
        var client = started(options)
        let actions = handle(.optionAcknowledgment(granted), &client)
        #expect(actions.last == .failed(.badOptions))
        guard case .send(let octets) = actions.first,
            case .error(.optionRefused, _) = try TFTPPacket(parsing: octets)
        else {
            Issue.record("no ERROR 8 in \(actions)")
            return
        }
        #expect(client.deadline == nil)
    }

    @Test func `an error of the server ends the transfer`() {
        var client = started([])
        #expect(
            handle(.error(.fileNotFound, message: "no"), &client)
                == [.failed(.refused(.fileNotFound, message: "no"))])
        #expect(handle(.data(1, [1]), &client) == [])
    }

    @Test func `silence is met with the request again, then given up`() {
        var client = started([])
        var sent = 0
        var actions: [ReadClient.Action] = []
        for _ in 0..<20 {
            guard let deadline = client.deadline else { break }
            client.timedOut(at: deadline, into: &actions)
            sent += 1
        }
        #expect(sent == 7)
        #expect(actions.last == .failed(.noAnswer))
        #expect(actions.dropLast().allSatisfy { $0 == .send(TFTPPacket.request(client.request).octets) })
    }

    @Test func `an abort tells the server and ends the transfer`() {
        var client = started([])
        var actions: [ReadClient.Action] = []
        client.abort(.optionRefused, message: "enough", into: &actions)
        #expect(actions == [.send(TFTPPacket.error(.optionRefused, message: "enough").octets)])
        #expect(client.deadline == nil)
    }
}
