import BootPolicy
import NetTypes

/// An explanation as `--json` shows it.
struct ExplanationRecord: Encodable {
    /// One question and its answer.
    struct Step: Encodable {
        /// What the machine asks for: `offer`, `chainloader`, `ipxe-offer`, `script` or `menu-default`.
        let step: String
        /// `silence`, `refusal`, `not-found`, `chainloader`, `script-url`, `boot-image`, `menu`, `local-disk` or
        /// `explanation`.
        let answer: String
        /// The answer in words.
        let text: String
        /// The kind of the reason, such as `allowed` or `unknown-machine`.
        let code: String
        /// The reason in words.
        let reason: String
    }

    /// The machine's address.
    let mac: String
    /// Its node, or null.
    let node: NodeRecord?
    /// What it says about itself.
    let firmware: String
    /// The questions in their order.
    let steps: [Step]
    /// Why its image cannot be sent although it is to boot it; null as a rule.
    let imageProblem: String?
    /// How many boots of the installer are left, or null without an install.
    let bootsLeft: Int?

    private enum CodingKeys: CodingKey { case mac, node, firmware, steps, imageProblem, bootsLeft }

    /// Describes an explanation.
    init(_ explanation: Explanation, imageProblem: String?, _ boots: BootsLeft?) {
        self.imageProblem = imageProblem
        bootsLeft = boots?.count
        mac = explanation.mac.description
        node = explanation.node.map(NodeRecord.init)
        firmware = explanation.firmware.description
        let clock = ClockText.utc()
        steps = explanation.steps.map { step in
            Step(
                step: step.question.rawValue, answer: AnswerText.word(step.decision.answer),
                text: AnswerText.text(step.decision, clock), code: step.decision.reason.code.rawValue,
                reason: step.decision.reason.text)
        }
    }

    /// Writes what is missing as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(mac, forKey: .mac)
        try container.encode(node, forKey: .node)
        try container.encode(firmware, forKey: .firmware)
        try container.encode(steps, forKey: .steps)
        try container.encode(imageProblem, forKey: .imageProblem)
        try container.encode(bootsLeft, forKey: .bootsLeft)
    }
}
