import Commands
import Foundation
import Lab
import Testing

/// A system of a few scripts in a Nix store of its own, for machines without a boot loader.
struct SmallSystem {
    /// Its store path.
    let path: String
    /// The folder that holds its `/nix`.
    let store: String

    private static let switchToConfiguration = """
        #!/bin/sh
        set -eu
        [ "$NIXOS_INSTALL_BOOTLOADER" = 1 ]
        system=$(readlink -f /nix/var/nix/profiles/system)
        mkdir -p /boot/loader/entries
        echo kernel >/boot/kernel
        echo initrd >/boot/initrd
        printf 'linux /kernel\\ninitrd /initrd\\noptions init=%s/init\\n' "$system" >/boot/loader/entries/nixos.conf

        """
    private static let activate = """
        #!/bin/sh
        printf 'root:x:0:0::/root:/bin/sh\\napp:x:1234:1235::/:/bin/sh\\n' >/etc/passwd
        printf 'root:x:0:\\napp:x:1235:\\n' >/etc/group

        """

    /// Makes it, with so many lines of ballast, and another step for its boot loader where that is given; the engine finds
    /// it there because nix reads `NIX_REMOTE`.
    static func make(ballast lines: Int = 0, bootLoader: String? = nil) async throws -> SmallSystem {
        let store = NSTemporaryDirectory() + "rackrise-small-store"
        let parent = NSTemporaryDirectory() + "rackrise-small-" + UUID().uuidString
        let folder = parent + "/nixos-system-small-1"
        defer { try? FileManager.default.removeItem(atPath: parent) }
        try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        for (name, text) in [
            ("bin/switch-to-configuration", bootLoader ?? switchToConfiguration), ("activate", activate),
            ("init", "#!/bin/sh\n"),
        ] {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
        }
        if lines > 0 {
            try await Command("sh", ["-c", "seq 1 \(lines) >\"$0\"", folder + "/ballast"]).run()
        }
        let output = try await Command("nix-store", ["--store", store, "--add", folder]).run()
        setenv("NIX_REMOTE", "local?root=\(store)", 1)
        return SmallSystem(path: output.trimmingCharacters(in: .whitespacesAndNewlines), store: store)
    }

    /// A plan that installs it, with these hooks; `PORT` stands for the machine's.
    func plan(_ more: String = "", partitionHook: String = "true") -> String {
        """
        system: \(path)
        layout: none
        files:
          - { path: /root/.ssh/authorized_keys, content: "${var.key}", mode: 0600 }
          - { path: /etc/secrets/token, secret: token, owner: "app:app" }
        confirm:
          port: PORT
          hostname: ${node.name}
          state: any
        phases:
          partition:
            after: ["\(partitionHook)"]
            before:
              - |
                echo run >>/disk/partition-runs
                mount --bind /disk /mnt
                mkdir -p /mnt/bin /mnt/boot /mnt/etc
                cp /usr/bin/busybox /mnt/bin/busybox
                for applet in sh mkdir readlink cat; do ln -sf busybox "/mnt/bin/$applet"; done
        \(more)
        """
    }
}
