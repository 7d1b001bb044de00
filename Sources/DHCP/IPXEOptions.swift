import NetTypes

/// iPXE's own options, encapsulated in option 175: what a build can do, and what it is told.
public struct IPXEOptions: Hashable, Sendable {
    /// How the settings of this message rank among others (sub-option 1); the site's DHCP server has 0.
    public var priority: Int8?
    /// The network device: bus type, vendor and device (sub-option 0xB1, five octets), undecoded.
    public var busIdentifier: [UInt8]?
    /// The version of the build (sub-option 0xEB): major, minor, patch.
    public var version: [UInt8]?
    /// The capabilities of the build in the order they came.
    public var features: [IPXEFeature]

    private enum Tag {
        static let priority: UInt8 = 0x01
        static let busIdentifier: UInt8 = 0xB1
        static let version: UInt8 = 0xEB
    }

    /// Collects options; what is not given is not sent.
    public init(
        priority: Int8? = nil, busIdentifier: [UInt8]? = nil, version: [UInt8]? = nil,
        features: [IPXEFeature] = []
    ) {
        self.priority = priority
        self.busIdentifier = busIdentifier
        self.version = version
        self.features = features
    }

    /// Reads the value of option 175; other sub-options are passed over.
    public init(parsing octets: [UInt8]) {
        self.init()
        var cursor = OptionCursor(octets)
        while let (tag, range) = cursor.next(in: octets) {
            let value = octets[range]
            switch tag {
            case Tag.priority: priority = value.first.map(Int8.init(bitPattern:))
            case Tag.busIdentifier: busIdentifier = Array(value)
            case Tag.version: version = Array(value)
            case IPXEFeature.tags: features.append(IPXEFeature(rawValue: tag))
            default: break
            }
        }
    }

    /// Whether the build claims a capability.
    public func supports(_ feature: IPXEFeature) -> Bool { features.contains(feature) }

    /// The value of option 175.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        if let priority { Self.write(Tag.priority, [UInt8(bitPattern: priority)], to: &writer) }
        if let busIdentifier { Self.write(Tag.busIdentifier, busIdentifier, to: &writer) }
        if let version { Self.write(Tag.version, version, to: &writer) }
        for feature in features { Self.write(feature.rawValue, [1], to: &writer) }
        return writer.octets
    }

    private static func write(_ tag: UInt8, _ value: [UInt8], to writer: inout ByteWriter) {
        let fitting = value.prefix(255)
        writer.write(tag)
        writer.write(UInt8(fitting.count))
        writer.write(fitting)
    }
}
