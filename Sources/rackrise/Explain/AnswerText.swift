import BootModel
import BootPolicy
import IPXE

/// Answers in words.
enum AnswerText {
    /// The stable word of an answer, for programs.
    static func word(_ answer: Decision.Answer) -> String {
        switch answer {
        case .silence: "silence"
        case .refusal: "refusal"
        case .notFound: "not-found"
        case .chainloader: "chainloader"
        case .scriptURL: "script-url"
        case .bootImage: "boot-image"
        case .menu: "menu"
        case .localDisk: "local-disk"
        case .explanation: "explanation"
        case .image: "image"
        case .cache: "cache"
        case .acceptance: "acceptance"
        }
    }

    /// The question for people.
    static func text(_ question: Explanation.Question) -> String {
        switch question {
        case .offer: "an offer"
        case .chainloader: "the chainloader"
        case .ipxeOffer: "an offer, by iPXE"
        case .script: "its script"
        case .menuDefault: "the menu's default"
        }
    }

    /// The answer for people, and until when it holds if it belongs to an install.
    static func text(_ decision: Decision, _ clock: ClockText) -> String {
        let answer = text(decision.answer)
        return decision.install.map { "\(answer), as an installer, until \(clock.text($0.until))" } ?? answer
    }

    private static func text(_ answer: Decision.Answer) -> String {
        switch answer {
        case .silence: "no answer"
        case .refusal: "refused"
        case .notFound: "not found"
        case .chainloader(let chainloader): chainloader.name
        case .scriptURL: "the URL of its script"
        case .bootImage(let profile, let image, let commandLine):
            "\(profile), image \(image.version.prefix(12)): \(commandLine.text)"
        case .menu(let menu): text(menu)
        case .localDisk(let method, let menuOnKey):
            "the local disk (\(method.rawValue))\(menuOnKey ? ", with a menu on a key" : "")"
        case .explanation: "a message on its console"
        case .image(_, let part): part.rawValue
        case .cache(let file): file.components.joined(separator: "/")
        case .acceptance: "its report is taken"
        }
    }

    private static func text(_ menu: BootMenu) -> String {
        let entries = menu.entries.map { entry in
            let name = if case .profile(let profile) = entry { profile } else { "local disk" }
            return entry == menu.defaultEntry ? "[\(name)]" : name
        }
        let wait = menu.timeout.map { "for \(text($0))" } ?? "until a choice"
        return "a menu \(wait): \(entries.joined(separator: ", "))"
    }

    private static func text(_ timeout: Duration) -> String {
        let milliseconds = timeout / .milliseconds(1)
        return milliseconds.truncatingRemainder(dividingBy: 1000) == 0
            ? "\(Int(milliseconds) / 1000) s" : "\(Int(milliseconds)) ms"
    }
}
