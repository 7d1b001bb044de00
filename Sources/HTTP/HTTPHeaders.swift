/// The fields of a message in their order; names compare in any case.
public struct HTTPHeaders: Hashable, Sendable {
    /// One field.
    public struct Field: Hashable, Sendable {
        /// The name as spelled.
        public let name: String
        /// The value without surrounding white space.
        public let value: String
    }

    /// All fields, repeated ones too.
    public private(set) var fields: [Field] = []

    /// Starts without fields.
    public init() {}

    /// The first value of a field; setting replaces every appearance, nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Appends a field behind others of the same name.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Every value of a field, in order.
    public func values(of name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// The values of a list-valued field as one (RFC 9110 §5.3), or nil when it is absent.
    public func list(_ name: String) -> String? {
        let values = values(of: name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Whether a comma-separated field holds `token`, in any case.
    public func contains(token: String, in name: String) -> Bool {
        list(name)?.split(separator: ",").contains { element in
            Self.isSame(element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }, token)
        } ?? false
    }

    /// How many fields of a name there are.
    func count(of name: String) -> Int { fields.count { Self.isSame($0.name, name) } }

    /// Whether two names are the same.
    static func isSame(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        left.utf8.count == right.utf8.count
            && left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Starts with these fields, in this order.
    public init(dictionaryLiteral fields: (String, String)...) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }
}
