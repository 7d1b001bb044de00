import BootModel
import BootPolicy
import NetTypes
import Testing

struct RequesterTests {
    static let first = Inventory.mac(1)
    static let second = Inventory.mac(2)
    static let other = Inventory.mac(3)
    static let client = IPv4Address(10, 0, 0, 5)

    struct Row: CustomTestStringConvertible, Sendable {
        var evidence: String
        var address = client
        var token: MACAddress?
        var heard: MACAddress?
        var claimed: MACAddress?
        var requester: Requester

        var testDescription: String { evidence }
    }

    @Test(arguments: [
        Row(evidence: "nothing", requester: .stranger(client)),
        Row(evidence: "only a claim", claimed: first, requester: .stranger(client)),
        Row(evidence: "address heard", heard: first, requester: .machine(first)),
        Row(evidence: "claim agrees", heard: first, claimed: first, requester: .machine(first)),
        Row(
            evidence: "claim of the node's other port", heard: first, claimed: second,
            requester: .machine(second)),
        Row(
            evidence: "claim of another node", heard: first, claimed: other,
            requester: .impostor(claimed: other, actual: first)),
        Row(
            evidence: "a token beats the router's address", token: first, heard: other,
            requester: .machine(first)),
        Row(evidence: "loopback", address: .loopback, requester: .appliance),
        Row(
            evidence: "loopback for a machine", address: .loopback, claimed: first, requester: .machine(first)
        ),
    ])
    func `evidence is weighed in order`(row: Row) {
        let requester = Requester(
            address: row.address, token: row.token, heard: row.heard, claimed: row.claimed, in: .rack)
        #expect(requester == row.requester)
    }

    @Test
    func `an impostor gets no script, and the reason names both addresses`() {
        let policy = BootPolicy(settings: PolicySettings(), chainloaders: .debian12)
        let decision = policy.decide(
            BootRequest(.script(.powerOn, nil), from: .impostor(claimed: Self.other, actual: Self.first)),
            in: .rack)
        #expect(decision.answer == .refusal)
        #expect(decision.reason.text.contains(Self.other.description))
        #expect(decision.reason.text.contains(Self.first.description))
    }
}
