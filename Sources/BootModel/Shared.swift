/// A value that many hold and nobody changes: a copy is one reference, however much is in it.
@dynamicMemberLookup
public final class Shared<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What is shared.
    public let value: Value

    /// Makes a value one that can be shared.
    public init(_ value: Value) { self.value = value }

    /// A property of the value.
    @inlinable
    public subscript<Property>(dynamicMember path: KeyPath<Value, Property>) -> Property {
        value[keyPath: path]
    }

    /// Whether the values are equal.
    public static func == (left: Shared, right: Shared) -> Bool {
        left === right || left.value == right.value
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
