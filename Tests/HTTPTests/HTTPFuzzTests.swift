import HTTP
import NetTypes
import SeededRandom
import Testing

struct HTTPFuzzTests {
    private static let seeds: [[UInt8]] = {
        let further = [
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
            "GET /a?b=%41&c HTTP/1.0\r\nRange: bytes=0-1,3-4,-2\r\nIf-Range: \"v\"\r\n\r\n",
            "GET http://h/x HTTP/1.1\r\nHost: a\r\nIf-None-Match: W/\"v\", \"w\"\r\n\r\n",
        ]
        return (GoldenRequests.all + further).map { Array($0.utf8) }
    }()

    @Test func `200,000 mutated requests never trap a connection, and splits never matter`() {
        let seed = UInt64.random(in: .min ... .max)
        print("HTTP fuzz seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var handled = 0
        var refused = 0
        for round in 0..<200_000 {
            var octets = Self.seeds[Int(random.next() % UInt64(Self.seeds.count))]
            Self.mutate(&octets, &random)
            if round.isMultiple(of: 500), Feeding.parse(octets) == nil {
                Issue.record("splits matter, seed \(seed), round \(round)")
            }
            Self.run(octets, &random, &handled, &refused)
        }
        #expect(handled > 20_000, "seed \(seed)")
        #expect(refused > 20_000, "seed \(seed)")
    }

    /// One connection from its first octet to its end, in a bounded number of steps.
    private static func run(
        _ octets: [UInt8], _ random: inout SeededGenerator, _ handled: inout Int, _ refused: inout Int
    ) {
        var limits = HTTPLimits()
        limits.bodyBytes = 100
        var now = Instant(nanoseconds: 0)
        var connection = HTTPConnection(limits: limits, unixTime: 1_700_000_000, boundarySeed: 1)
        let response = HTTPResponse(
            .ok, body: .parts([.file(id: 1, range: 10..<20), .bytes([1, 2, 3])]),
            validators: Validators(entityTag: EntityTag("v"), lastModified: 784_111_777))
        let cut = Int(random.next() % UInt64(octets.count + 1))
        var inputs: [HTTPConnection.Input] = [
            .endOfInput, .received(Array(octets[cut...])), .received(Array(octets[..<cut])),
        ]
        var actions: [HTTPConnection.Action] = []
        connection.start(at: now, into: &actions)
        for _ in 0..<40 {
            guard let input = inputs.popLast() else { break }
            actions.removeAll(keepingCapacity: true)
            connection.handle(input, at: now, into: &actions)
            for action in actions {
                switch action {
                case .request(let request):
                    handled += 1
                    _ = (request.target.normalizedPath, request.target.queryItems)
                    inputs.append(.response(response))
                case .refused: refused += 1
                case .send(let octets): inputs.append(.progressed(UInt64(octets.count)))
                case .sendFile(_, _, let count): inputs.append(.progressed(count))
                case .pauseReading, .resumeReading, .shutdownSending, .close: break
                }
            }
            now = now + .milliseconds(Int64(random.next() & 4095))
            actions.removeAll(keepingCapacity: true)
            connection.timedOut(at: now, into: &actions)
        }
    }

    private static func mutate(_ octets: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<random.next() % 4 {
            let number = random.next()
            let index = Int((number >> 8) % UInt64(max(1, octets.count)))
            switch number & 3 {
            case 0 where index < octets.count: octets[index] ^= 1 << UInt8(number >> 60 & 7)
            case 1 where index < octets.count: octets.remove(at: index)
            case 2: octets.insert(UInt8(truncatingIfNeeded: number >> 40), at: index)
            default:
                let count = min(octets.count - index, Int(number >> 48 & 31))
                octets.insert(contentsOf: octets[index..<index + count], at: index)
            }
        }
    }
}
