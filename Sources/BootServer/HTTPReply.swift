import BootModel
import BootPolicy
import HTTP
import NetTypes

/// What the handler makes of a request.
enum HTTPReply {
    /// This response.
    case response(HTTPResponse)
    /// A response that depends on what the installs' driver says.
    case inquiry(HTTPInquiry)
}

/// A request that waits for the installs' driver.
struct HTTPInquiry {
    /// What is asked on its behalf.
    let question: InstallDesk.Question
    /// The request.
    let request: HTTPRequest
    /// What it was decided to get, if the driver agrees.
    var answer: HTTPAnswer
}

/// A decision about a request, with what its response needs.
struct HTTPAnswer {
    let path: BootPath
    var decision: Decision
    let mac: MACAddress?
    let isHead: Bool
    let token: BootToken?
    /// The token of the boot that a script of an installer begins.
    var installToken: String?

    /// The step of the timeline that it belongs to.
    var stage: BootStage { path.stage }
}
