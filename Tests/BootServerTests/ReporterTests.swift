import BootModel
import BootPolicy
import NetTypes
import Testing

@testable import BootServer

/// Who may report the host keys of an installer.
struct ReporterTests {
    struct Row: CustomTestStringConvertible {
        var testDescription: String
        var tokenOf: MACAddress? = ArmedRack.mac
        var heard: MACAddress? = ArmedRack.mac
        var address = IPv4Address(10, 0, 0, 9)
        var code = Reason.Code.armed
    }

    @Test(arguments: [
        Row(testDescription: "the machine itself"),
        Row(testDescription: "another machine that heard the token", heard: ArmedRack.other, code: .impostor),
        Row(testDescription: "an address nobody knows", heard: nil, code: .unidentified),
        Row(testDescription: "without a token that holds", tokenOf: nil, code: .unidentified),
        Row(testDescription: "this host", address: .loopback, code: .unidentified),
        Row(
            testDescription: "a machine without an install", tokenOf: ArmedRack.other,
            heard: ArmedRack.other, code: .notArmed),
    ])
    func `a report needs a token and the address of its machine`(row: Row) throws {
        let token = try row.tokenOf.map { try ArmedRack.token($0) } ?? "forged"
        let decided = try ArmedRack.state().decide(
            .phoneHome(token: token), from: row.address, heard: row.heard)
        let decision = try #require(decided).decision
        #expect(decision.reason.code == row.code)
        #expect((decision.answer == .acceptance) == (row.code == .armed))
    }

    @Test func `a token that is a day old no longer holds`() throws {
        let token = try ArmedRack.token(after: -2 * BootToken.lifetimeSeconds)
        let decided = try ArmedRack.state().decide(
            .phoneHome(token: token), from: IPv4Address(10, 0, 0, 9), heard: ArmedRack.mac)
        #expect(try #require(decided).decision.answer == .refusal)
    }
}
