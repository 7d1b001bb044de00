import Synchronization

/// The forms of one template that were needed so far, by the shape of their values.
///
/// A form depends on the template alone, so that it stays right whatever happens to nodes, profiles and images.
final class ScriptForms: Sendable {
    /// Most forms remembered: one for each number of menu entries that is in use, and a few more.
    static let capacity = 64

    // Held for one look into a dictionary.
    private let forms = Mutex<[[UInt8]: ScriptForm]>([:])

    /// How many forms are remembered.
    var count: Int { forms.withLock(\.count) }

    /// The form for a shape, made where it is not known yet.
    func form(_ shape: [UInt8], make: () -> ScriptForm) -> ScriptForm {
        if let form = forms.withLock({ $0[shape] }) { return form }
        let form = make()
        forms.withLock {
            if $0.count >= Self.capacity { $0.removeAll() }
            $0[shape] = form
        }
        return form
    }
}
