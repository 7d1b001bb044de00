import Foundation
import NetTypes
import Testing

/// A packet and what has to be answered, from `Vectors/dhcp.json`.
struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    struct Expectation: Decodable {
        let reply: Bool
        let destination: String?
        let replyFromPort: UInt16?
        let replyHexReference: String?
    }

    private struct Document: Decodable {
        let server: String
        let vectors: [Vector]
    }

    let name: String
    let arrivesOnUdpPort: UInt16
    let requestHex: String
    let expect: Expectation

    var testDescription: String { name }
    var request: [UInt8] { Hexadecimal.octets(requestHex) ?? [] }
    var reference: [UInt8]? { expect.replyHexReference.flatMap { Hexadecimal.octets($0) } }

    static let server = IPv4Address(192, 168, 77, 2)
    static let all = load()
    static let answered = all.filter(\.expect.reply)
    static let unanswered = all.filter { !$0.expect.reply }

    private static func load() -> [Vector] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard
            let url = Bundle.module.url(forResource: "dhcp", withExtension: "json", subdirectory: "Vectors"),
            let data = try? Data(contentsOf: url),
            let document = try? decoder.decode(Document.self, from: data),
            IPv4Address(document.server) == server
        else { return [] }
        return document.vectors
    }

    /// The vector of a name.
    static func named(_ name: String) throws -> Vector { try #require(all.first { $0.name == name }) }
}

extension IPv4Endpoint {
    /// Reads `address:port`.
    init?(text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let address = IPv4Address(parts[0]), let port = UInt16(parts[1]) else {
            return nil
        }
        self.init(address, port)
    }
}
