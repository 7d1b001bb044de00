import ArgumentParser
import BootModel
import Store

/// A profile as an operator names it.
struct ProfileReference: ExpressibleByArgument {
    /// What was typed.
    let name: String

    /// Takes any word.
    init(argument: String) { name = argument }

    /// The profile.
    ///
    /// - Throws: A refusal that names the nearest profile.
    @discardableResult
    func profile(in database: Database) throws -> Profile {
        if let profile = try database.profile(name) { return profile }
        let names = try database.profiles().map(\.name)
        throw CommandError.refused(
            NodeReference.unknown(
                "profile", name, among: names, remedy: "rackrise profile import \(name) DIR makes it"))
    }
}
