import ArgumentParser
import BootModel
import NetTypes
import OperatorFiles
import Store

/// A node as an operator names it: by its name or by any of its MAC addresses.
///
/// No name reads as an address.
struct NodeReference: ExpressibleByArgument {
    /// What was typed.
    let text: String

    /// Takes any word.
    init(argument: String) { text = argument }

    /// The address, when the word is one.
    var mac: MACAddress? { MACAddress(text) }

    /// The node.
    ///
    /// - Throws: A refusal that names the nearest node, or how to add the address.
    func node(in database: Database) throws -> Node {
        if let mac {
            if let node = try database.node(mac: mac) { return node }
            guard !mac.isGroup else {
                throw CommandError.refused(
                    "\(mac) is a group address, which no machine has; name the card's own")
            }
            throw CommandError.refused(
                "no node has the MAC \(mac); rackrise node add \(mac) --name NAME --profile PROFILE adds one")
        }
        if let node = try database.node(name: text) { return node }
        let names = try database.nodes().map(\.name)
        throw CommandError.refused(
            Self.unknown("node", text, among: names, remedy: "rackrise node list shows all"))
    }

    /// The sentence for a name that does not exist.
    static func unknown(_ kind: String, _ name: String, among names: [String], remedy: String) -> String {
        let advice = NearestName.of(name, among: names).map { "did you mean \($0)?" } ?? remedy
        return "there is no \(kind) \"\(name)\"; \(advice)"
    }
}
