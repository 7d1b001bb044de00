import Crypto
import Foundation
import InstallPlan
import OperatorFiles
import Store

/// The stored text of plans.
enum PlanText {
    /// The name of a plan's content: the SHA-256 of its canonical form.
    static func revision(of plan: InstallPlan) throws -> String { try SHA256.hex(of: plan.canonical) }

    /// The plan that a revision holds.
    ///
    /// - Throws: A failure when its text is not the one that it is named by, or cannot be read.
    static func plan(_ stored: StoredPlan) throws -> InstallPlan {
        guard try SHA256.hex(of: stored.canonical.utf8) == stored.revision else {
            throw CommandError.failed(
                "the text of plan \(stored.name) revision \(stored.revision.prefix(12)) was changed; import it again"
            )
        }
        return try InstallPlan(yaml: stored.canonical, file: "plan \(stored.name)")
    }

    /// A canonical form, indented, with its keys in the same order.
    static func document(_ canonical: some Sequence<UInt8>) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(canonical))
        let data = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}
