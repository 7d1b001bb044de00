import BootModel
import BootPolicy
import HTTP
import NetIO
import NetTypes

extension HTTPHandler {
    /// A request that is refused before anybody is asked.
    struct Refusal: Error {
        let response: HTTPResponse
    }

    /// The refusal of a method that a path does not have; reports alone are sent to us.
    static func refusal(of method: HTTPMethod, at path: BootPath) -> HTTPResponse? {
        let isReport = if case .phoneHome = path { true } else { false }
        guard !(isReport ? method == .post : method == .get || method == .head) else { return nil }
        let allowed = isReport ? "POST" : "GET, HEAD"
        var response = HTTPResponse.text(.methodNotAllowed, "only \(allowed) is served here")
        response.headers["Allow"] = allowed
        return response
    }

    /// What has to be asked before an answer that belongs to an install; nil when nothing is handed out by it.
    func question(
        _ answer: HTTPAnswer, _ install: PendingInstall, _ request: HTTPRequest, _ address: IPv4Address
    ) -> Result<InstallDesk.Question?, Refusal> {
        // Without a token the script says why it boots nothing; a head hands out nothing.
        guard let token = answer.installToken, !answer.isHead else { return .success(nil) }
        guard answer.decision.answer == .acceptance else {
            return .success(.boot(job: install.job, token: token))
        }
        do throws(HostKeyReport.Failure) {
            let keys = try HostKeyReport(request.body).keys.map(\.description)
            return .success(.report(job: install.job, token: token, address: address, keys: keys))
        } catch {
            return .failure(Refusal(response: .text(.badRequest, error.description)))
        }
    }

    /// A file of the binary cache; not on the timeline, which thousands of them would fill.
    func respond(with file: CacheFile, _ client: HTTPClient) -> HTTPResponse {
        guard let cache = state.cache else {
            return .text(.notFound, "no binary cache is served: set cache.directory")
        }
        guard let opened = try? cache.open(file) else {
            return .text(.notFound, "the binary cache has no \(file.components.joined(separator: "/"))")
        }
        client.files = [opened]
        return HTTPResponse(
            .ok, headers: ["Content-Type": file.contentType],
            body: .parts([.file(id: 0, range: 0..<opened.size)]),
            validators: Validators(entityTag: nil, lastModified: opened.modificationSeconds))
    }
}
