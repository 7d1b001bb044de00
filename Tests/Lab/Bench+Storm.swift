public import Commands
import Foundation

extension Bench {
    /// Addresses of the neighbouring host that nobody else has, for simulated machines.
    private static let stormAddresses = "192.168.77.208/28"

    /// Puts many simulated machines on the whitelist.
    public func addNodes(_ count: Int, profile: String) async throws {
        let rows = (0..<count).map { index in
            let digits = String(0x0200_0000_0000 + index, radix: 16)
            return "0\(digits),storm-\(index),\(profile),netboot\n"
        }
        let list = "\(directory)/nodes.csv"
        try Data(("mac,name,profile,boot\n" + rows.joined()).utf8).write(to: URL(filePath: list))
        try await server.command("node", "import", list).run()
    }

    /// How `rackrise storm` ends on the neighbouring host, checked against the server's database.
    public func storm(machines: Int, mix: String) async throws -> Command.Outcome {
        try await neighbour.ip(["route", "add", "local", Self.stormAddresses, "dev", "eth0"])
        let arguments = [
            "--interface", "eth0", "--machines", String(machines), "--mix", mix, "--addresses",
            Self.stormAddresses, "--time-limit", "120", "--state", "\(directory)/state", "--json",
        ]
        let command = server.command(["storm"] + arguments)
        return try await neighbour.command(command.words[0], Array(command.words.dropFirst()))
            .outcome(within: .seconds(180))
    }

    /// Changes an octet of every kernel the server holds, as a failing disk does.
    public func damageKernels() async throws {
        let versions = "\(directory)/state/images"
        for version in try FileManager.default.contentsOfDirectory(atPath: versions) {
            let path = "\(versions)/\(version)/bzImage"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.seek(toOffset: 1_000_000)
            try file.write(contentsOf: Data([0xFF, 0x00, 0xFF, 0x00]))
            try file.close()
        }
    }
}
