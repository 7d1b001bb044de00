import ArgumentParser
import Store

/// `rackrise backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database to a new file, consistent also while the daemon writes.",
        discussion: """
            To restore it, stop the daemon, put the copy in the place of rackrise.db in the state directory, remove \
            rackrise.db-wal and rackrise.db-shm beside it, and start the daemon. Images are not in it: keep the image \
            builder's output, or copy the state directory's images folder.

            The copy arms no node: an install that had not verified its disk is withdrawn in it, so that a restored \
            backup never wipes a machine that was installed since. Arm such nodes again with rackrise install.

              rackrise backup /backup/rackrise-$(date +%F).db
            """)

    @Argument(help: "The new file.", completion: .file())
    var file: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let withdrawn = try shared.databaseForReading().backup(to: file)
        let armings = withdrawn == 1 ? "1 arming" : "\(withdrawn) armings"
        try Console.write(["wrote \(file)\(withdrawn == 0 ? "" : ", with \(armings) withdrawn in it")"])
    }
}
