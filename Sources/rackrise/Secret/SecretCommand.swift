import ArgumentParser

/// `rackrise secret`.
struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Values that plans deliver into installed systems, stored encrypted.",
        discussion: """
            A value is entered once, from a file or standard input, and never printed. It reaches a machine only inside \
            the SSH session of its install. The key is the file secret.key of the state directory: keep a copy of it \
            apart from backups of the database.

              rackrise secret set ca-key --file ca.key
              head -c 32 /dev/urandom | base64 | rackrise secret set token
            """,
        subcommands: [SetSecret.self, ListSecrets.self, RemoveSecret.self])
}
