import BootModel
import BootPolicy

extension Decision {
    /// What the timeline says of the script that this decision comes to.
    var scriptDetail: BootStep.Detail { .script(answer, job: install?.job, reason) }
}
