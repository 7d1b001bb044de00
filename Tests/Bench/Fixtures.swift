import Commands
import Foundation
import Lab
import NetTypes

/// The files and state directories that the servers work on.
struct Fixtures: Sendable {
    /// Octets of the files.
    enum Size {
        static let chainloader = 850_000
        static let kernel = 14 << 20
        static let initrd = 60_000_000
        static let download = 100_000_000
    }

    let peers: Peers

    /// Fills the peers' folder: `snponly.efi` and `undionly.kpxe` are what the loads read over TFTP.
    func prepare() async throws {
        try await shell("mkdir -p \(peers.root)")
        let programs = Checkout.chainloaders.map { "\($0)/snponly.efi" }
        try await shell(
            "for f in \(programs.joined(separator: " ")); do [ -e $f ] && cp -L $f \(peers.root)/ && break; done"
        )
        try await noise("\(peers.root)/undionly.kpxe", Size.chainloader)
    }

    /// Puts a profile's initrd where the peers serve it under Rackrise's own name for it.
    func shareInitrd(of profile: String) async throws {
        let folder = "\(peers.root)/nixos/\(profile)"
        try await shell("mkdir -p \(folder) && ln -f \(peers.directory)/build-\(profile)/initrd \(folder)/")
    }

    /// A state directory with this many nodes, numbered from the first MAC on, and the load clients' own.
    ///
    /// Made once for each number and profile.
    func state(nodes: Int, profile: String, kernel: Int, initrd: Int) async throws -> String {
        let state = "\(peers.directory)/state-\(nodes)-\(profile)"
        if FileManager.default.fileExists(atPath: state) { return state }
        let build = "\(peers.directory)/build-\(profile)"
        try await shell("mkdir -p \(build)/files")
        let source = try Checkout.guestKernel()
        try await shell("cp \(source) \(build)/bzImage && truncate -s \(kernel) \(build)/bzImage")
        try await noise("\(build)/files/noise", initrd)
        try await shell("cd \(build)/files && ls | cpio --quiet -o -H newc >../initrd")
        let script =
            "#!ipxe\nkernel bzImage rdinit=/init initrd=initrd console=ttyS0 quiet ${cmdline}\ninitrd initrd\nboot\n"
        try Data(script.utf8).write(to: URL(filePath: "\(build)/netboot.ipxe"))
        try await peers.command(state: state, "profile", "import", profile, build).run()
        let rows = try await self.rows(nodes: nodes, profile: profile)
        let list = "\(peers.directory)/nodes.csv"
        try Data(("mac,name,profile,boot\n" + rows).utf8).write(to: URL(filePath: list))
        try await shell("\(Peers.rackrise) node import \(list) --state \(state) >/dev/null")
        return state
    }

    /// The hosts file for dnsmasq with the same machines.
    func hosts(nodes: Int) throws -> String {
        let path = "\(peers.directory)/hosts-\(nodes)"
        let lines = (0..<nodes).map { "\(Self.mac($0)),set:known\n" }.joined()
        try Data(lines.utf8).write(to: URL(filePath: path))
        return path
    }

    private func rows(nodes: Int, profile: String) async throws -> String {
        let machines = (0..<nodes).map { "\(Self.mac($0)),node-\($0),\(profile),netboot\n" }.joined()
        return machines + "\(try await peers.wire.clientMAC()),clients,\(profile),netboot\n"
    }

    private static func mac(_ index: Int) -> MACAddress {
        MACAddress(rawValue: Wire.firstMAC.rawValue + UInt64(index))
    }

    private func noise(_ path: String, _ size: Int) async throws {
        try await shell("head -c \(size) /dev/urandom >\(path)")
    }

    private func shell(_ script: String) async throws { try await Command("bash", ["-euc", script]).run() }
}
