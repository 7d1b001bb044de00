import ArgumentParser
import Foundation
import Installer
import OperatorFiles

/// `rackrise install key`.
struct ShowInstallKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print the public key with which Rackrise logs in to installers.",
        discussion: """
            It is one line of an authorized_keys file. Images that read /ssh/authorized_keys from their initrd get it by \
            themselves; another image needs it built in. The key pair is made at the first use.
            """)

    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// The key as `--json` shows it.
    private struct KeyRecord: Encodable {
        let publicKey: String
    }

    func run() async throws {
        // So that a mistyped directory is not filled with keys.
        _ = try shared.databaseForReading()
        let key: InstallKey
        do {
            key = try await InstallKey.load(stateDirectory: shared.configuration().state)
        } catch let failure as InstallKey.Failure {
            throw CommandError.failed(failure.description)
        }
        try Console.write([json.isOn ? JSON.document(KeyRecord(publicKey: key.publicLine)) : key.publicLine])
    }
}
