import NetTypes
import TFTP

extension Machine {
    private static let tftpPort: UInt16 = 69

    // MARK: - TFTP

    mutating func transfer(
        _ name: String, from server: IPv4Address, at now: Instant, into actions: inout [Action]
    ) {
        stage = .chainloader
        var client = ReadClient(fileName: name, options: personality.transferOptions)
        var steps: [ReadClient.Action] = []
        client.start(at: now, into: &steps)
        phase = .transferring(client, server: IPv4Endpoint(server, Self.tftpPort), name: name, bytes: 0)
        actions.append(.openTransfer)
        execute(steps, at: now, into: &actions)
    }

    mutating func handlePacket(
        _ octets: [UInt8], from source: IPv4Endpoint, at now: Instant, into actions: inout [Action]
    ) {
        guard case .transferring(var client, var server, let name, let bytes) = phase,
            source.address == server.address, server.port == Self.tftpPort || source == server,
            let packet = try? TFTPPacket(parsing: octets)
        else { return }
        // The first answer names the transfer's port (RFC 1350 §4).
        server = source
        var steps: [ReadClient.Action] = []
        client.handle(packet, at: now, into: &steps)
        phase = .transferring(client, server: server, name: name, bytes: bytes)
        execute(steps, at: now, into: &actions)
    }

    mutating func execute(_ steps: [ReadClient.Action], at now: Instant, into actions: inout [Action]) {
        guard case .transferring(let client, let server, let name, var bytes) = phase else { return }
        deadline = client.deadline
        var isFinished = false
        for step in steps {
            switch step {
            case .send(let octets): actions.append(.transfer(octets, to: server))
            case .deliver(let octets):
                bytes += UInt64(octets.count)
                actions.append(.content(octets))
            case .finished: isFinished = true
            case .failed(let failure): return fail(Self.describe(failure), into: &actions)
            }
        }
        phase = .transferring(client, server: server, name: name, bytes: bytes)
        guard isFinished else { return }
        if let size = client.announcedSize, size != bytes {
            return fail("\(bytes) octets of \(size) announced", into: &actions)
        }
        pass(named: name, bytes: bytes, at: now, into: &actions)
        chain(at: now, into: &actions)
    }

    private static func describe(_ failure: ReadClient.Failure) -> String {
        switch failure {
        case .refused(let code, let message): "TFTP error \(code.rawValue): \(message)"
        case .badOptions: "options that were not asked for"
        case .noAnswer: "the TFTP server stopped answering"
        }
    }

    // MARK: - HTTP

    mutating func fetch(_ url: String, _ stage: Stage, at now: Instant, into actions: inout [Action]) {
        self.stage = stage
        guard let resource = HTTPResource(url) else {
            return fail("\(url) is no http URL with an address", into: &actions)
        }
        phase = .fetching(resource, ResponseReader())
        deadline = now + Limits.stallTime
        script = []
        if connection == resource.server { return actions.append(.send(resource.request())) }
        if connection != nil { actions.append(.close) }
        connection = resource.server
        actions.append(.connect(to: resource.server))
    }

    mutating func handleOctets(_ octets: [UInt8], at now: Instant, into actions: inout [Action]) {
        guard case .fetching(let resource, var reader) = phase else { return }
        do throws(ResponseReader.Failure) {
            let body = try reader.append(octets[...])
            if stage == .script {
                guard script.count + body.count <= Limits.scriptBytes else {
                    return fail("the script is too long", into: &actions)
                }
                script += body
            } else if !body.isEmpty {
                actions.append(.content(body))
            }
            advance(resource, reader, at: now, into: &actions)
        } catch {
            switch error {
            case .malformed: fail("the response is malformed", into: &actions)
            case .refused(let status, let text): fail("HTTP \(status): \(text)", into: &actions)
            }
        }
    }

    mutating func handleDiscarded(_ count: Int, at now: Instant, into actions: inout [Action]) {
        guard case .fetching(let resource, var reader) = phase else { return }
        reader.skip(count)
        advance(resource, reader, at: now, into: &actions)
    }

    private mutating func advance(
        _ resource: HTTPResource, _ reader: ResponseReader, at now: Instant, into actions: inout [Action]
    ) {
        phase = .fetching(resource, reader)
        deadline = now + Limits.stallTime
        guard reader.isComplete, let length = reader.length else { return }
        pass(
            named: resource.path, bytes: UInt64(length), entityTag: reader.entityTag, at: now, into: &actions)
        switch stage {
        case .chainloader: chain(at: now, into: &actions)
        case .script: follow(at: now, into: &actions)
        default: fetchNext(at: now, into: &actions)
        }
    }

    private mutating func follow(at now: Instant, into actions: inout [Action]) {
        scriptCount += 1
        switch ScriptOutcome(following: String(decoding: script, as: UTF8.self)) {
        case .boot(let kernel, let initrds):
            downloads = [(.kernel, kernel)] + initrds.map { (.initrd, $0) }
            fetchNext(at: now, into: &actions)
        case .chain(let url) where scriptCount < Limits.chainedScripts:
            fetch(url, .script, at: now, into: &actions)
        case .chain: fail("\(scriptCount) scripts chain each other", into: &actions)
        case .localDisk: finish(.localDisk, into: &actions)
        case .explained(let text): finish(.explained(text), into: &actions)
        case nil: fail("the script comes to nothing", into: &actions)
        }
    }

    private mutating func fetchNext(at now: Instant, into actions: inout [Action]) {
        guard !downloads.isEmpty else { return finish(.image, into: &actions) }
        let next = downloads.removeFirst()
        fetch(next.url, next.stage, at: now, into: &actions)
    }
}
