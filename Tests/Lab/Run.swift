import Foundation
import Synchronization

/// This process's run of the lab: its folder, its names, and what it shares between tests.
///
/// Names carry the process number, so that what a killed run left behind is recognised and removed by the next one.
public actor Run {
    /// The run of this process.
    public static let current = Run()

    /// The folder of this run's files; removed when a later run starts.
    public nonisolated let directory: String

    private nonisolated let prefix = "rackrise-\(ProcessInfo.processInfo.processIdentifier)"
    private nonisolated let benches = Atomic(0)
    private var preparation: Task<Void, any Error>?
    private var building: Task<GuestImages, any Error>?
    private var buildingInstalls: Task<InstallImages, any Error>?

    private init() {
        directory = "\(Checkout.lab)/\(prefix)"
    }

    /// A name that no other bench of any run has.
    nonisolated func uniqueName() -> String {
        "\(prefix)-\(benches.add(1, ordering: .relaxed).newValue)"
    }

    /// Removes what killed runs left and makes this run's folder; does it once.
    func prepare() async throws {
        let task =
            preparation
            ?? Task { [directory] in
                try await NetworkNamespace.removeLeftovers(isLeftover: Self.isLeftover)
                try Self.removeLeftoverDirectories()
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            }
        preparation = task
        try await task.value
    }

    /// What the machines boot; made when first asked for.
    public func images() async throws -> GuestImages {
        try await prepare()
        let task = building ?? Task { [directory] in try await GuestImages.build(in: directory + "/images") }
        building = task
        return try await task.value
    }

    /// What machines are installed with; made when first asked for, unless an earlier run has.
    public func installImages() async throws -> InstallImages {
        let task = buildingInstalls ?? Task { try await InstallImages.build() }
        buildingInstalls = task
        return try await task.value
    }

    /// Whether `name` was given by a run whose process is gone.
    private static func isLeftover(_ name: String) -> Bool {
        let parts = name.split(separator: "-")
        guard parts.count >= 2, parts[0] == "rackrise", let process = Int32(parts[1]) else { return false }
        // Unlike the directory in /proc, the link to the program is gone as soon as the process is, reaped or not.
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) == nil
    }

    private static func removeLeftoverDirectories() throws {
        guard FileManager.default.fileExists(atPath: Checkout.lab) else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: Checkout.lab) where isLeftover(name) {
            try FileManager.default.removeItem(atPath: "\(Checkout.lab)/\(name)")
        }
    }
}
