/// What a list says about a node: a CSV column or a YAML key.
///
/// Variables come beside these, as columns `var.NAME` or the key `var`.
enum NodeListField: String, CaseIterable {
    case mac, name, profile, boot, also, state, localBoot, loader

    /// Fields without which an entry means nothing.
    static let required: [NodeListField] = [.mac, .name, .profile]
}
