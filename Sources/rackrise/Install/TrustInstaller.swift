import ArgumentParser
import BootModel
import Installer
import NetTypes
import Store

/// `rackrise install trust`.
struct TrustInstaller: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Accept an installer's host key that you have compared with the machine's console.",
        discussion: """
            Read the fingerprint on the console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints it. It is \
            refused unless the installer of this boot has shown that very key. The proof of the key is 'console' from \
            then on, the strongest there is; a job that waits for it goes on within seconds. 'rackrise install status' shows \
            the keys that were seen.

              rackrise install trust rack1-01 SHA256:jAwxwt5jDN2Be1rXyzf0ATnTUTlh4UhOXzRBHkBdyvI
            """)

    @OptionGroup var node: NodeArgument

    @Argument(
        help: ArgumentHelp("As the console shows it: SHA256: and 43 characters.", valueName: "fingerprint"))
    var fingerprint: String

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard fingerprint.wholeMatch(of: /SHA256:[A-Za-z0-9+\/]{43}/) != nil else {
            throw ValidationError(
                "the fingerprint is '\(fingerprint)'; give it as ssh-keygen -l prints it: SHA256: and 43 "
                    + "characters.")
        }
    }

    func run() throws {
        let database = try shared.database()
        let job = try node.job(in: database)
        guard job.outcome == nil else {
            throw CommandError.refused(
                "install job \(job.id) of node \"\(job.node)\" is over; its installer needs no trust any more"
            )
        }
        let shown = try ShownKey.all(of: job, in: database)
        guard let key = shown.first(where: { $0.fingerprint == fingerprint }) else {
            throw CommandError.refused(refusal(job, shown))
        }
        let event = BootEvent(
            time: ClockText.now(), mac: try node.stored(in: database).macs.min(), node: job.node,
            stage: .operator,
            outcome: .done,
            detail: "the installer's host key \(fingerprint) compared with the console")
        let after = try database.trust(key.key, of: job.id, event: event)
        try Console.write([
            json.isOn
                ? JSON.document(JobRecord(after, in: database))
                : "the installer of node \(job.node) is trusted with its key \(fingerprint) (console)"
        ])
    }

    private func refusal(_ job: StoredJob, _ shown: [ShownKey]) -> String {
        let start = "the installer of node \"\(job.node)\" has not shown the key \(fingerprint)"
        guard !shown.isEmpty else {
            return "\(start), nor any other in this boot; rackrise install status \(job.node) shows when it "
                + "has"
        }
        let seen = shown.map(\.description).joined(separator: ", ")
        return
            "\(start); seen was \(seen): when the console shows another one, another machine answers in its "
            + "place"
    }
}
