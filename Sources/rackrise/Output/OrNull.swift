/// A value of a record that may be absent, and is null then instead of left out.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
    /// The value, if there is one.
    var wrappedValue: Value?

    /// Holds a value or none.
    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    /// Writes the value or null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
