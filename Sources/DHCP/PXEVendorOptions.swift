import NetTypes

/// The PXE sub-options inside option 43 (PXE 2.1 §2.2.2, table 2-1), those a proxy and a boot server use.
public struct PXEVendorOptions: Hashable, Sendable {
    /// How the client looks for boot servers (sub-option 6).
    public var discoveryControl: PXEDiscoveryControl?
    /// Boot servers by type (sub-option 8).
    public var bootServers: [PXEBootServer]
    /// The boot menu (sub-option 9).
    public var menu: [PXEMenuItem]
    /// What is shown before the menu (sub-option 10).
    public var prompt: PXEMenuPrompt?
    /// The boot item that is asked for or answered (sub-option 71).
    public var bootItem: PXEBootItem?

    private enum Tag {
        static let discoveryControl: UInt8 = 6
        static let bootServers: UInt8 = 8
        static let menu: UInt8 = 9
        static let prompt: UInt8 = 10
        static let bootItem: UInt8 = 71
    }

    /// Collects sub-options; what is not given is not sent.
    public init(
        discoveryControl: PXEDiscoveryControl? = nil, bootServers: [PXEBootServer] = [],
        menu: [PXEMenuItem] = [], prompt: PXEMenuPrompt? = nil, bootItem: PXEBootItem? = nil
    ) {
        self.discoveryControl = discoveryControl
        self.bootServers = bootServers
        self.menu = menu
        self.prompt = prompt
        self.bootItem = bootItem
    }

    /// Reads the value of option 43.
    ///
    /// Other sub-options and malformed ones are passed over; of a repeated one the last counts.
    public init(parsing octets: [UInt8]) {
        self.init()
        var cursor = OptionCursor(octets)
        while let (tag, value) = cursor.next(in: octets) {
            var reader = ByteReader(octets, in: value)
            switch tag {
            case Tag.discoveryControl:
                discoveryControl = reader.readUInt8().map(PXEDiscoveryControl.init(rawValue:))
            case Tag.bootServers: bootServers = Self.items { PXEBootServer(from: &reader) }
            case Tag.menu: menu = Self.items { PXEMenuItem(from: &reader) }
            case Tag.prompt: prompt = PXEMenuPrompt(from: &reader)
            case Tag.bootItem: bootItem = PXEBootItem(from: &reader)
            default: break
            }
        }
    }

    /// The value of option 43 with its own END, and without pads: the Raspberry Pi's boot ROM chokes on them.
    ///
    /// A sub-option holds 255 octets: list items that go beyond are left out, a text that goes beyond is cut.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        if let discoveryControl {
            Self.write(Tag.discoveryControl, [[discoveryControl.rawValue]], to: &writer)
        }
        Self.write(Tag.bootServers, bootServers.map { $0.encoded() }, to: &writer)
        Self.write(Tag.menu, menu.map { $0.encoded() }, to: &writer)
        if let prompt { Self.write(Tag.prompt, [prompt.encoded()], to: &writer) }
        if let bootItem { Self.write(Tag.bootItem, [bootItem.encoded()], to: &writer) }
        writer.write(DHCPOptionCode.end.rawValue)
        return writer.octets
    }

    private static func items<Item>(_ next: () -> Item?) -> [Item] {
        var items: [Item] = []
        while let item = next() { items.append(item) }
        return items
    }

    private static func write(_ tag: UInt8, _ items: [[UInt8]], to writer: inout ByteWriter) {
        var value: [UInt8] = []
        for item in items where value.count + item.count <= 255 { value += item }
        guard !value.isEmpty else { return }
        writer.write(tag)
        writer.write(UInt8(value.count))
        writer.write(value)
    }
}
