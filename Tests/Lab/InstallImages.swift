import Commands
import Foundation

/// What the lab installs machines with: an installer, a system for them, and where its closure is.
///
/// `etc/lab/build` makes them, shaped as NixOS's own builds are, and keeps them until its inputs change.
public struct InstallImages: Sendable {
    /// The user of the system that may log in and become root with sudo.
    public static let user = "admin"
    /// The kernel argument with which the installer does not report its host keys.
    public static let silence = "lab.silent"
    /// What the system calls itself.
    public static let hostname = "rack-worker"

    /// The store path of the system.
    public let system: String
    /// The public key that the paths in `cache` are signed with.
    public let publicKey: String

    private static let folder = Checkout.root + ".build/nixos"

    /// The folder of the installer's `bzImage`, `initrd` and `netboot.ipxe`, as an image builder leaves them.
    public var installer: String { Self.folder + "/installer" }
    /// A binary cache with the system's closure.
    public var cache: String { Self.folder + "/cache" }
    /// The store that holds the system's closure, in the words of nix.
    public var store: String { "local?root=\(Self.folder)/store" }

    static func build() async throws -> InstallImages {
        // It downloads and compiles what an earlier run has not.
        try await Command(Checkout.root + "etc/lab/build").run(within: .seconds(3600))
        return InstallImages(system: try line(of: "system"), publicKey: try line(of: "cache-key.pub"))
    }

    private static func line(of name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).filter { !$0.isNewline }
    }
}
