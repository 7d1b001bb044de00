import BootModel
import BootPolicy
import HTTP
import NetIO
import NetTypes

/// Answers the requests of one loop: asks the policy, and turns its decision into a response.
final class HTTPHandler {
    var state: ServerState
    var book = AddressBook()
    private var timeline: Timeline
    private let served: ServedInterfaces
    private let chainloaders: ChainloaderFeed
    private let machines: MachineAddresses

    init(
        state: ServerState, timeline: Timeline, served: ServedInterfaces, chainloaders: ChainloaderFeed,
        machines: MachineAddresses
    ) {
        self.state = state
        self.timeline = timeline
        self.served = served
        self.chainloaders = chainloaders
        self.machines = machines
    }

    /// The response to a request, with its files opened for the client to send, or what must be asked first.
    func respond(to request: HTTPRequest, for client: HTTPClient) -> HTTPReply {
        client.files = []
        client.transfer = nil
        guard let name = request.target.normalizedPath else {
            return .response(.text(.badRequest, "the path is not one that is ever served"))
        }
        let path: BootPath
        do throws(BootPathError) {
            path = try BootPath(String(name.dropFirst()), query: request.target.queryItems)
        } catch {
            return .response(Self.response(to: error, at: name))
        }
        if let refusal = Self.refusal(of: request.method, at: path) { return .response(refusal) }
        // A connection from one of our own addresses to itself comes from this host.
        let isOwn = client.socket.peer.address == client.socket.localAddress
        let address = isOwn ? .loopback : client.socket.peer.address
        let decided = state.decide(
            path, from: address, heard: book.mac(of: address) ?? served.neighbour(address))
        guard let (decision, requester, token) = decided else { return .response(.text(.ok, "ok")) }
        var answer = HTTPAnswer(
            path: path, decision: decision, mac: requester.mac, isHead: request.method == .head, token: token)
        if let install = decision.install {
            if let mac = requester.mac { machines.post(mac, at: address) }
            answer.installToken = token?.text
            if answer.installToken == nil { answer.decision = decision.withoutToken }
            switch question(answer, install, request, address) {
            case .success(let question?):
                return .inquiry(HTTPInquiry(question: question, request: request, answer: answer))
            case .success(nil): break
            case .failure(let refusal): return .response(refusal.response)
            }
        }
        return .response(response(answer, to: request, client))
    }

    /// The response to a request that waited.
    func respond(to inquiry: HTTPInquiry, with outcome: InstallDesk.Outcome, for client: HTTPClient)
        -> HTTPResponse
    {
        var answer = inquiry.answer
        switch outcome {
        case .boot(let boot):
            answer.decision = answer.decision.settled(boot)
            return response(answer, to: inquiry.request, client)
        case .report(true): return .text(.ok, "the host keys are noted")
        case .report(false): return .text(.serviceUnavailable, "no install can take the host keys now")
        }
    }

    private func response(_ answer: HTTPAnswer, to request: HTTPRequest, _ client: HTTPClient)
        -> HTTPResponse
    {
        let response = respond(answer, client)
        // Only what conditions and ranges leave to be sent is on the timeline.
        let selected = response.selected(for: request, boundary: "")
        client.transfer?.bytes = selected.body.count
        if selected.status != .ok, selected.status != .partialContent { client.transfer = nil }
        return response
    }

    /// The client took everything: the transfer goes on the timeline.
    func finish(_ client: HTTPClient) {
        guard let transfer = client.transfer.take() else { return }
        if let chainloader = transfer.chainloader, let mac = transfer.mac {
            chainloaders.learn(.sent(chainloader, mac))
        }
        timeline.record(
            transfer.stage, .done, mac: transfer.mac, node: transfer.node, transfer.detail,
            address: client.socket.peer.address, bytes: transfer.bytes,
            took: MonotonicClock.now() - transfer.startedAt)
    }

    /// The connection ended; a transfer that was under way has failed.
    func abandon(_ client: HTTPClient) {
        guard let transfer = client.transfer else { return }
        timeline.record(
            transfer.stage, .failed, mac: transfer.mac, node: transfer.node,
            .sentence("\(transfer.detail): the connection broke off"), address: client.socket.peer.address,
            bytes: client.core.sentBodyBytes,
            took: MonotonicClock.now() - transfer.startedAt)
    }

    // MARK: - Answers

    private static func response(to error: BootPathError, at name: String) -> HTTPResponse {
        switch error {
        case .notServed: return .text(.notFound, "nothing is served at \(name)")
        case .notAMAC(let text):
            // It may be shown on a console, where control characters would do as they say.
            let shown = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
            return .text(
                .badRequest, "mac=\(shown) is no MAC address; write it like mac=52:54:00:12:34:56")
        }
    }

    private func respond(_ answer: HTTPAnswer, _ client: HTTPClient) -> HTTPResponse {
        let decision = answer.decision
        switch decision.answer {
        case .silence, .refusal:
            timeline.refuse(answer.stage, mac: answer.mac, decision, address: client.socket.peer.address)
            return .text(.forbidden, decision.reason.text)
        case .notFound:
            // Firmware looks for programs that need not exist; a boot that asks for an image ends here.
            if answer.stage != .chainloader {
                timeline.refuse(answer.stage, mac: answer.mac, decision, address: client.socket.peer.address)
            }
            return .text(.notFound, decision.reason.text)
        case .chainloader(let chainloader): return respond(answer, chainloader, client)
        case .image(let image, let part): return respond(answer, image, part, client)
        case .cache(let file): return respond(with: file, client)
        case .acceptance: return .text(.ok, "the host keys are noted")
        case .scriptURL, .bootImage, .menu, .localDisk, .explanation:
            return respond(withScript: answer, client)
        }
    }

    private func respond(_ answer: HTTPAnswer, _ chainloader: Chainloader, _ client: HTTPClient)
        -> HTTPResponse
    {
        guard let program = state.library.program(named: chainloader.name) else {
            return .text(.notFound, "no chainloader is called \(chainloader.name)")
        }
        // UEFI HTTP Boot takes the kind of file from this type, or from the end of the path.
        let type = chainloader.architecture.isUEFI ? "application/efi" : "application/octet-stream"
        begin(answer, .sentence("\(chainloader.name) sent by HTTP"), client)
        client.transfer?.chainloader = chainloader
        return HTTPResponse(
            .ok, headers: ["Content-Type": type], body: .bytes(program),
            validators: Validators(
                entityTag: state.library.digest(named: chainloader.name).flatMap { EntityTag($0) }))
    }

    private func respond(
        _ answer: HTTPAnswer, _ image: NetbootImage, _ part: ImagePart, _ client: HTTPClient
    ) -> HTTPResponse {
        let file: OpenFile
        do throws(SocketError) {
            file = try state.open(image, part)
        } catch {
            timeline.record(
                answer.stage, .failed, mac: answer.mac, node: answer.decision.node?.name,
                .sentence("\(error); import the profile again"), address: client.socket.peer.address)
            return .text(.internalServerError, "the image file cannot be read on the server")
        }
        client.files = [file]
        let digest = image.file(part).sha256
        var response = HTTPResponse(
            .ok, headers: ["Content-Type": "application/octet-stream"],
            body: .parts([.file(id: 0, range: 0..<file.size)]),
            validators: Validators(entityTag: EntityTag(digest), lastModified: file.modificationSeconds))
        if let nodeFile = answer.decision.nodeFile {
            let segment = try? state.segment(
                for: nodeFile, after: file.size, from: client.socket.localAddress)
            guard let segment else {
                return .text(.internalServerError, "the node's part of the initrd could not be written")
            }
            response.body = .parts(response.body.parts + [.bytes(segment.octets)])
            // The file's time says nothing about the segment's.
            response.validators = Validators(entityTag: try? segment.entityTag(initrd: digest))
        }
        begin(answer, .sentence("\(part.rawValue) \(image.version.prefix(12)) sent"), client)
        return response
    }

    private func respond(withScript answer: HTTPAnswer, _ client: HTTPClient) -> HTTPResponse {
        let script = state.script(
            for: answer.decision, answer.path, to: answer.mac, answer.token,
            installToken: answer.installToken,
            from: client.socket.localAddress)
        guard let script else {
            return .text(.internalServerError, "the script could not be written")
        }
        answer.mac.map { chainloaders.learn(.started($0)) }
        begin(answer, answer.decision.scriptDetail, client)
        return HTTPResponse(
            .ok, headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
            body: .bytes(script))
    }

    private func begin(_ answer: HTTPAnswer, _ detail: BootStep.Detail, _ client: HTTPClient) {
        guard !answer.isHead else { return }
        client.transfer = HTTPTransfer(
            stage: answer.stage, mac: answer.mac, node: answer.decision.node?.name, detail: detail, bytes: 0,
            startedAt: MonotonicClock.now())
    }
}
