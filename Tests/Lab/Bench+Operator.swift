import Commands

extension Bench {
    /// Imports a profile's netboot image as an operator does.
    public func importProfile(_ profile: String) async throws {
        try await server.command("profile", "import", profile, images.directory(of: profile)).run()
    }

    /// Puts a machine on the whitelist as an operator does.
    ///
    /// - Parameter boot: `netboot` or `local`.
    public func addNode(
        _ name: String, mac: String, profile: String, boot: String = "netboot", loader: String = "ipxe"
    ) async throws {
        try await server.command(
            "node", "add", mac, "--name", name, "--profile", profile, "--boot", boot, "--loader", loader
        )
        .run()
    }

    /// Powers a machine on and returns what its guest reports from userland.
    public func boot(_ hardware: VirtualMachine.Hardware) async throws -> GuestReport {
        try await powerOn(hardware) { try await $0.waitForGuest() }
    }
}
