import ArgumentParser
import Store

/// The node whose install is to be corrected, and how a command answers.
struct JobRequestOptions: ParsableArguments {
    @OptionGroup var node: NodeArgument
    @OptionGroup var json: JSONOption
    @OptionGroup var shared: SharedOptions

    /// Records the request and prints the job, or the sentence that `answer` makes of it.
    func request(_ request: JobRequest, answer: (StoredJob) -> String) throws {
        let database = try shared.database()
        let job = try database.request(request, ofNode: node.job(in: database).node, at: ClockText.now())
        try Console.write([json.isOn ? JSON.document(JobRecord(job, in: database)) : answer(job)])
    }
}
