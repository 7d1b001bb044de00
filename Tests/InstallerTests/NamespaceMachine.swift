import Commands
import Foundation
import Lab
import NetTypes
import Synchronization
import Testing

/// A machine made of Linux namespaces with a real SSH server on 127.0.1.x.
final class NamespaceMachine: Sendable {
    /// What it is.
    struct Description {
        var hostname = "installer"
        var mac = "52:54:00:00:00:01"
        var commandLine = "console=ttyS0"
        var bootID = UUID().uuidString.lowercased()
        var authorizedKey: String
        /// A private host key; nil for one of its own.
        var hostKey: String?
        /// The system that runs; nil for an installer.
        var system: String?
        /// What outlives it; nil for a folder of its own.
        var disk: String?
        /// Another address that its SSH server listens at.
        var furtherAddress: IPv4Address?
    }

    private static let counter = Mutex(2)
    private static let users = [
        ("root", 0, "/bin/sh"), ("u-bash", 2001, "/bin/bash"), ("u-dash", 2002, "/bin/dash"),
        ("u-fish", 2003, "/usr/bin/fish"), ("u-csh", 2004, "/bin/tcsh"), ("u-none", 2005, "/bin/bash"),
    ]

    let folder: String
    let address: IPv4Address
    let port: Int
    private let process: ChildProcess

    /// The folder that outlives it.
    let disk: String

    /// The log of its SSH server.
    var log: String { process.log.text }

    /// Whether anybody has connected to one of its addresses.
    func wasAsked(at address: IPv4Address) -> Bool {
        log.split(separator: "\n").contains {
            $0.contains("Connection from ") && $0.contains(" on \(address) port ")
        }
    }

    /// Whether it has ended.
    var isOver: Bool { process.ending != nil }

    init(_ description: Description, address: IPv4Address? = nil, port: Int? = nil) async throws {
        // As in the daemon: an ssh that ends before it has read its script must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        let number = Self.counter.withLock {
            $0 += 1
            return $0
        }
        self.address = address ?? IPv4Address(127, 0, 1, UInt8(number % 250 + 2))
        self.port = try port ?? Self.freePort()
        folder = NSTemporaryDirectory() + "rackrise-machine-" + UUID().uuidString
        disk = description.disk ?? folder + "/disk"
        try await Self.write(description, folder, disk, self.address, self.port)
        let script = try #require(
            Bundle.module.path(forResource: "machine", ofType: "sh", inDirectory: "Machine"))
        process = try ChildProcess(Command("sh", [script, folder]), logPath: folder + "/log")
        try await process.log.wait(for: "Server listening", within: .seconds(20)) { [process] in
            process.ending
        }
    }

    deinit {
        let (process, folder) = (process, folder)
        Task {
            await process.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// Takes its power away.
    func stop() async { await process.stop() }

    /// Waits until it has ended by itself.
    func waitForEnd() async throws { _ = try await process.waitForExit(within: .seconds(60)) }

    private static func write(
        _ description: Description, _ folder: String, _ disk: String, _ address: IPv4Address, _ port: Int
    ) async throws {
        let files = FileManager.default
        for part in ["etc/ssh", "net/eth0/device", "net/lo", "block/vdz/queue"] {
            try files.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        try files.createDirectory(atPath: disk, withIntermediateDirectories: true)
        if disk != folder + "/disk" {
            try files.createSymbolicLink(atPath: folder + "/disk", withDestinationPath: disk)
        }
        func put(_ name: String, _ text: String) throws {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        try put("hostname", description.hostname)
        try put("cmdline", description.commandLine + "\n")
        try put("boot_id", description.bootID + "\n")
        try put("authorized_keys", description.authorizedKey + "\n")
        try put("system", description.system ?? "")
        try put("net/eth0/address", description.mac + "\n")
        for (name, value) in [
            ("size", "41943040"), ("ro", "0"), ("removable", "0"), ("queue/rotational", "0"),
            ("serial", "LAB-1"),
        ] {
            try put("block/vdz/\(name)", value + "\n")
        }
        try put("net/lo/address", "00:00:00:00:00:00\n")
        try put(
            "etc/passwd",
            users.map { "\($0):x:\($1):\($1)::\($1 == 0 ? "/root" : "/home/\($0)"):\($2)\n" }.joined()
                + "sshd:x:74:74::/var/empty:/usr/sbin/nologin\n")
        try put(
            "etc/shadow",
            users.map { name, _, _ in "\(name):*:19000:0:99999:7:::\n" }.joined() + "sshd:!:::::::\n")
        try put("etc/group", users.map { name, id, _ in "\(name):x:\(id):\n" }.joined() + "sshd:x:74:\n")
        try put(
            "etc/sudoers",
            "root ALL=(ALL) ALL\n"
                + users.dropFirst().dropLast().map { "\($0.0) ALL=(ALL) NOPASSWD: ALL\n" }.joined())
        try put("etc/doas.conf", users.dropFirst().dropLast().map { "permit nopass \($0.0)\n" }.joined())
        if let key = description.hostKey {
            try put("etc/ssh/host_key", key)
        } else {
            try await Command(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder + "/etc/ssh/host_key"]
            )
            .run()
        }
        let listening = [address, description.furtherAddress].compactMap(\.self)
        try put(
            "etc/ssh/sshd_config",
            """
            \(listening.map { "ListenAddress \($0):\(port)" }.joined(separator: "\n"))
            HostKey /etc/ssh/host_key
            UsePAM no
            StrictModes no
            PidFile none
            PermitRootLogin yes
            PasswordAuthentication no
            MaxStartups 100
            LogLevel VERBOSE

            """)
    }

    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int? in
                guard bind(socket, generic, length) == 0, getsockname(socket, generic, &length) == 0 else {
                    return nil
                }
                return Int(UInt16(bigEndian: UnsafeRawPointer(generic).load(as: sockaddr_in.self).sin_port))
            }
        }
        return try #require(port)
    }
}
