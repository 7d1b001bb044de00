import Commands
import Foundation
import Lab

/// Starts servers on the wire: Rackrise and its peers.
struct Peers: Sendable {
    /// Rackrise, built for release.
    static let rackrise = Checkout.root + ".build/release/rackrise"
    /// Where `etc/deps bench` unpacks what is only run by the bench.
    private static let unpacked = Checkout.root + ".build/debian/bench"
    private static let libraries = unpacked + "/usr/lib/x86_64-linux-gnu"

    let wire: Wire
    /// A folder for configurations, logs and state.
    let directory: String
    /// The folder that TFTP and HTTP peers serve.
    var root: String { directory + "/root" }
    /// Pins a server to a core.
    var core: Int?

    // MARK: - Rackrise

    /// Starts Rackrise on a state directory.
    func rackrise(state: String, settings: String = "") async throws -> Server {
        let configuration = "\(directory)/rackrise.yaml"
        let text = """
            state: \(state)
            interfaces: [\(Wire.interface)]
            chainloaders: { directories: [\(root)] }
            http: { openImages: true }
            \(settings)

            """
        try Data(text.utf8).write(to: URL(filePath: configuration))
        return try await start(
            "Rackrise", [Self.rackrise, "serve", "--config", configuration], ready: " ready")
    }

    /// Runs `rackrise` on a state directory.
    func command(state: String, _ words: String...) -> Command {
        Command(Self.rackrise, words + ["--state", state])
    }

    // MARK: - DHCP and TFTP

    /// dnsmasq as proxy-DHCP and TFTP server; with a hosts file it answers those machines only.
    func dnsmasq(hosts: String? = nil, script: String? = nil) async throws -> Server {
        var words = [
            "dnsmasq", "--conf-file=/dev/null", "--keep-in-foreground", "--log-facility=-", "--user=root",
            "--pid-file", "--port=0", "--interface=\(Wire.interface)", "--bind-interfaces", "--quiet-dhcp",
            "--quiet-tftp", "--dhcp-range=10.77.0.0,proxy", "--enable-tftp", "--tftp-root=\(root)",
            "--tftp-max=4000", "--tftp-no-fail", "--dhcp-leasefile=\(directory)/leases",
        ]
        if let hosts { words += ["--dhcp-hostsfile=\(hosts)", "--dhcp-ignore=tag:!known"] }
        if let script {
            words += [
                "--dhcp-match=set:ipxe,175", "--pxe-service=tag:ipxe,X86-64_EFI,boot,\(script)",
                "--pxe-service=tag:!ipxe,X86-64_EFI,boot,snponly.efi",
            ]
        } else {
            words.append("--pxe-service=X86-64_EFI,boot,snponly.efi")
        }
        return try await start("dnsmasq", words, ready: "DHCP, proxy")
    }

    /// atftpd, its threads unlimited as far as the rows need them.
    func atftpd() async throws -> Server {
        try await start(
            "atftpd",
            [
                "\(Self.unpacked)/usr/sbin/atftpd", "--daemon", "--no-fork", "--user", "root.root",
                "--maxthread",
                "1000", "--verbose=3", "--logfile", "\(directory)/atftpd.txt", root,
            ], ready: nil)
    }

    /// tftpd-hpa, standing alone.
    func tftpdHPA() async throws -> Server {
        try await start(
            "tftpd-hpa",
            ["\(Self.unpacked)/usr/sbin/in.tftpd", "--foreground", "--secure", "--user", "root", root],
            ready: nil)
    }

    // MARK: - HTTP

    /// nginx with sendfile on port 8081, one worker for each core.
    func nginx() async throws -> Server {
        let configuration = "\(directory)/nginx.conf"
        let text = """
            daemon off; user root; pid \(directory)/nginx.pid; error_log \(directory)/nginx.txt;
            worker_processes 2;
            events { worker_connections 4096; }
            http {
                client_body_temp_path \(directory)/t1; proxy_temp_path \(directory)/t2;
                fastcgi_temp_path \(directory)/t3; uwsgi_temp_path \(directory)/t4; scgi_temp_path \(directory)/t5;
                access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type text/plain;
                server { listen \(Wire.server):8081 reuseport backlog=1024; root \(root); }
            }

            """
        try Data(text.utf8).write(to: URL(filePath: configuration))
        return try await start(
            "nginx",
            ["\(Self.unpacked)/usr/sbin/nginx", "-c", configuration, "-e", "\(directory)/nginx.txt"],
            ready: nil)
    }

    // MARK: - Clients

    /// Runs a load of this program in the clients' namespace.
    func load<Result: Decodable>(_ kind: String, core: Int? = nil, _ settings: [String]) async throws
        -> Result
    {
        let words = pinned([CommandLine.arguments[0], kind] + settings, to: core)
        let output = try await wire.clients.command(words[0], Array(words.dropFirst())).run()
        return try JSONDecoder().decode(Result.self, from: Data(output.utf8))
    }

    /// Runs wrk against a URL and returns requests per second.
    func requestsPerSecond(_ url: String, seconds: Int) async throws -> Double {
        let words = [
            "LD_LIBRARY_PATH=\(Self.libraries)", "\(Self.unpacked)/usr/bin/wrk", "-t1", "-c64",
            "-d\(seconds)s", url,
        ]
        let output = try await wire.clients.command("env", words).run()
        guard !output.contains("Non-2xx"),
            let line = output.split(separator: "\n").first(where: { $0.hasPrefix("Requests/sec") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw LabError("wrk failed on \(url)", evidence: output) }
        return rate
    }

    private func start(_ name: String, _ words: [String], ready: String?) async throws -> Server {
        let log = "\(directory)/\(name).log"
        let words = pinned(["env", "LD_LIBRARY_PATH=\(Self.libraries)"] + words, to: core)
        let process = try ChildProcess(
            wire.servers.command(words[0], Array(words.dropFirst())), logPath: log)
        if let ready {
            try await process.log.wait(for: ready, within: .seconds(30), giveUp: { process.ending })
        } else {
            try await Task.sleep(for: .milliseconds(500))
            if let ending = process.ending { throw LabError(ending, evidence: process.log.tail()) }
        }
        return Server(name: name, process: process, wire: wire)
    }

    private func pinned(_ words: [String], to core: Int?) -> [String] {
        core.map { ["taskset", "-c", String($0)] + words } ?? words
    }
}
