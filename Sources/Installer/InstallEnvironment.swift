public import BootModel
public import InstallPlan
public import Logging
public import NetTypes
public import Store

/// What the engine gets from the program around it.
public struct InstallEnvironment: Sendable {
    /// The database.
    public var database: Database
    /// The state directory; logs and known hosts of jobs stand in `jobs` there.
    public var stateDirectory: String
    /// Our key pair.
    public var key: InstallKey
    /// Where a machine may be by now.
    public var hearing: @Sendable (_ macs: [MACAddress]) async -> HeardMachine
    /// The identifier that a machine gave itself in DHCP, if it was heard.
    public var heardUUID: @Sendable (_ macs: [MACAddress]) async -> GUID?
    /// Where a machine at this address finds our own binary cache; nil when we serve none.
    public var cacheURL: @Sendable (IPv4Address) -> String?
    /// The Nix store that closures are pushed from; nil is the one that nix itself takes.
    public var store: String?
    /// Reads a stored plan.
    public var readPlan: @Sendable (_ stored: StoredPlan) throws -> InstallPlan
    /// The value of a stored secret; nil when there is none of that name.
    public var secret: @Sendable (_ name: String) throws -> [UInt8]?
    /// Puts something on a node's timeline.
    public var record: @Sendable (BootEvent) -> Void
    /// The time.
    public var now: @Sendable () -> WallClock
    /// The log.
    public var logger: Logger
    var settings = EngineSettings()

    /// Describes what is around the engine.
    public init(
        database: Database, stateDirectory: String, key: InstallKey,
        hearing: @escaping @Sendable (_ macs: [MACAddress]) async -> HeardMachine,
        heardUUID: @escaping @Sendable (_ macs: [MACAddress]) async -> GUID?,
        cacheURL: @escaping @Sendable (IPv4Address) -> String?, store: String? = nil,
        readPlan: @escaping @Sendable (_ stored: StoredPlan) throws -> InstallPlan,
        secret: @escaping @Sendable (_ name: String) throws -> [UInt8]?,
        record: @escaping @Sendable (BootEvent) -> Void, now: @escaping @Sendable () -> WallClock,
        logger: Logger
    ) {
        self.database = database
        self.stateDirectory = stateDirectory
        self.key = key
        self.hearing = hearing
        self.heardUUID = heardUUID
        self.cacheURL = cacheURL
        self.store = store
        self.readPlan = readPlan
        self.secret = secret
        self.record = record
        self.now = now
        self.logger = logger
    }
}
