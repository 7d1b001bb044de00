import DHCP
import NetTypes
import TFTP
import Testing

@testable import Storm

struct MachineTests {
    private let mac = MACAddress(rawValue: 0x5254_0000_0001)
    private let server = IPv4Address(10, 0, 0, 1)
    private let now = Instant(nanoseconds: 1_000_000_000)

    @Test func `a UEFI machine boots by TFTP, iPXE, script, kernel and initrd`() {
        var run = Run(machine(.uefi), at: now)
        #expect(run.request(93) == [0, 7])
        run.reply(file: "b/token/snponly.efi", from: server)
        #expect(run.take { $0 == .openTransfer })
        let request = TFTPRequest(
            .read, fileName: Array("b/token/snponly.efi".utf8), mode: .octet,
            options: Personality.uefi.transferOptions)
        #expect(
            run.take { $0 == .transfer(TFTPPacket.request(request).octets, to: IPv4Endpoint(server, 69)) })
        run.send(packet: .data(1, [1, 2, 3]), from: IPv4Endpoint(server, 5000))
        #expect(run.passed(.chainloader)?.bytes == 3)

        #expect(run.request(77) == ArraySlice("iPXE".utf8))
        run.reply(file: "http://10.0.0.1:8080/boot.ipxe", from: server)
        #expect(run.take { $0 == .connect(to: IPv4Endpoint(server, 8080)) })
        run.handle(.connected)
        run.respond("#!ipxe\nkernel http://10.0.0.1:8080/k\ninitrd http://10.0.0.1:8080/i\nboot\n")
        run.respond("kernel")
        #expect(run.passed(.kernel)?.bytes == 6)
        run.respond("initrd")
        #expect(run.passed(.initrd)?.bytes == 6)
        #expect(run.take { $0 == .finished(.image) })
        #expect(run.machine.deadline == nil)
    }

    @Test func `an offer without a file leads to port 4011`() {
        var run = Run(machine(.bios), at: now)
        run.reply(file: nil, from: server)
        #expect(
            run.take {
                guard case .ask(server, let octets) = $0 else { return false }
                return (try? DHCPMessage(parsing: octets))?.messageType == .request
            })
        run.reply(file: "undionly.kpxe", from: server, type: .ack)
        #expect(run.passed(.bootServer) != nil)
        #expect(run.take { $0 == .openTransfer })
    }

    @Test func `the offer of an address alone is passed over`() {
        var run = Run(machine(.uefi), at: now)
        let before = run.machine.deadline
        run.handle(
            .reply(
                DHCPMessage(
                    op: .reply, transactionID: 7, yiaddr: IPv4Address(10, 0, 0, 9), chaddr: mac.octets[...],
                    options: DHCPOptions([DHCPOption(.messageType, [2])]))))
        #expect(run.machine.deadline == before)
    }

    @Test func `without an answer the machine asks four times and fails`() {
        var run = Run(machine(.ipxe), at: now)
        var broadcasts = run.take(where: { if case .broadcast = $0 { true } else { false } }) ? 1 : 0
        while let deadline = run.machine.deadline {
            run.timeOut(at: deadline)
            if run.take(where: { if case .broadcast = $0 { true } else { false } }) { broadcasts += 1 }
        }
        #expect(broadcasts == Machine.Limits.answerTimes.count)
        #expect(run.take { $0 == .failed(.ipxeOffer, reason: "no answer") })
    }

    @Test func `a broken connection and a TFTP error are failures with a reason`() {
        var run = Run(machine(.ipxe), at: now)
        run.reply(file: "http://10.0.0.1:8080/boot.ipxe", from: server)
        run.handle(.disconnected)
        #expect(run.take { $0 == .failed(.script, reason: "the connection broke off") })

        run = Run(machine(.uefi), at: now)
        run.reply(file: "snponly.efi", from: server)
        run.send(packet: .error(.fileNotFound, message: "no"), from: IPv4Endpoint(server, 5000))
        #expect(run.take { $0 == .failed(.chainloader, reason: "TFTP error 1: no") })
    }

    private func machine(_ personality: Personality) -> Machine {
        Machine(personality, mac: mac, address: IPv4Address(10, 0, 0, 200), transactionID: 7)
    }

    /// A machine with the actions it has asked for and nobody has looked at.
    private struct Run {
        var machine: Machine
        var actions: [Machine.Action] = []
        let now: Instant

        init(_ machine: Machine, at now: Instant) {
            self.machine = machine
            self.now = now
            self.machine.start(at: now, into: &actions)
        }

        mutating func handle(_ input: Machine.Input) { machine.handle(input, at: now, into: &actions) }

        mutating func timeOut(at deadline: Instant) { machine.timedOut(at: deadline, into: &actions) }

        /// Looks for an action and forgets it and those before it.
        mutating func take(where matches: (Machine.Action) -> Bool) -> Bool {
            guard let index = actions.firstIndex(where: matches) else { return false }
            actions.removeFirst(index + 1)
            return true
        }

        /// An option of the next broadcast.
        mutating func request(_ code: UInt8) -> ArraySlice<UInt8>? {
            for (index, action) in actions.enumerated() {
                guard case .broadcast(let octets) = action else { continue }
                actions.removeFirst(index + 1)
                return (try? DHCPMessage(parsing: octets))?.options[DHCPOptionCode(rawValue: code)]
            }
            return nil
        }

        mutating func passed(_ stage: Stage) -> Passage? {
            for action in actions {
                if case .passed(let passage) = action, passage.stage == stage { return passage }
            }
            return nil
        }

        mutating func reply(file: String?, from server: IPv4Address, type: DHCPMessageType = .offer) {
            let options = DHCPOptions([
                DHCPOption(.messageType, [type.rawValue]), DHCPOption(.vendorClass, Array("PXEClient".utf8)),
            ])
            handle(
                .reply(
                    DHCPMessage(
                        op: .reply, transactionID: machine.transactionID, siaddr: server,
                        chaddr: machine.mac.octets[...], file: ArraySlice((file ?? "").utf8), options: options
                    )))
        }

        mutating func send(packet: TFTPPacket, from source: IPv4Endpoint) {
            handle(.packet(packet.octets, from: source))
        }

        mutating func respond(_ body: String) {
            handle(
                .octets(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)))
        }
    }
}
