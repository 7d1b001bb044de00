import BootModel
import Crypto
import Glibc
import InstallPlan
import NetTypes
import Store

extension JobContext {
    /// Reads everything that a job needs.
    ///
    /// - Throws: `InstallFailure` where the job cannot begin as the node and the plan are, else `StoreError`.
    init(_ stored: StoredJob, _ environment: InstallEnvironment) throws {
        let database = environment.database
        // A node keeps its job when it is renamed.
        let name = try database.job(stored.id)?.node ?? stored.node
        guard let node = try database.node(name: name) else {
            throw InstallFailure(.armingWithdrawn, "node \(name) is no longer there")
        }
        guard let plan = try database.plan(stored.plan).map(environment.readPlan) else {
            throw InstallFailure(.commandFailed, "plan revision \(stored.plan.prefix(12)) is not stored")
        }
        job = stored.id
        self.node = node
        self.plan = plan
        values = PlanValues(node: node, profile: node.profile)
        for name in plan.variables.sorted() { _ = try values.value(of: .variable(name)) }
        var secrets: [String: [UInt8]] = [:]
        for name in plan.secrets.sorted() {
            secrets[name] = try Self.secret(name, environment)
        }
        self.secrets = secrets
        initrdSize = try database.profile(stored.installer)?.image?.initrd.size
        tableID = try Self.tableID(stored)
        key = environment.key
        directory = "\(environment.stateDirectory)/jobs/\(stored.id)"
        mkdir("\(environment.stateDirectory)/jobs", 0o750)
        mkdir(directory, 0o750)
        guard access(directory, W_OK) == 0 else {
            throw InstallFailure(.commandFailed, "\(directory) cannot be written")
        }
    }

    private static func secret(_ name: String, _ environment: InstallEnvironment) throws -> [UInt8] {
        do {
            if let value = try environment.secret(name) { return value }
        } catch let error as StoreError {
            throw error
        } catch {
            throw InstallFailure(.secretMissing, "the secret \(name) cannot be opened: \(error)")
        }
        throw InstallFailure(.secretMissing, "the secret \(name) is not stored")
    }

    /// A UUID that follows from the job alone, so that every process computes the same.
    private static func tableID(_ stored: StoredJob) throws -> String {
        let digest = try SHA256.digest(of: "rackrise \(stored.id) \(stored.armedAt.milliseconds)".utf8)
        var octets = Array(digest.prefix(16))
        // Version 8 and variant 1 (RFC 9562 §5.8).
        octets[6] = octets[6] & 0x0F | 0x80
        octets[8] = octets[8] & 0x3F | 0x80
        let text = Hexadecimal.text(octets)
        var result = ""
        for (index, digit) in text.enumerated() {
            if [8, 12, 16, 20].contains(index) { result += "-" }
            result.append(digit)
        }
        return result
    }
}
