import BootModel
import InstallPlan

/// How a job ended, in words for a timeline.
enum JobSentence {
    static func text(of outcome: InstallJob.Outcome) -> String {
        switch outcome {
        case .installed: "installed"
        case .installedUnconfirmed(let code):
            "installed and not confirmed: \(code): \(code.title); \(code.advice)"
        case .cutOverFailed:
            "installed, and a script after that failed: \(FailureCode.cutOverFailed.advice)"
        case .failed(let phase, let code):
            "failed at \(phase.rawValue): \(code): \(code.title); \(code.advice)"
        case .cancelled: "cancelled; the node is held and boots its local disk"
        }
    }

    static func timelineOutcome(of outcome: InstallJob.Outcome) -> BootEvent.Outcome {
        switch outcome {
        case .installed: .done
        case .installedUnconfirmed, .cancelled: .warning
        case .cutOverFailed, .failed: .failed
        }
    }
}
