import BootModel
import NetTypes

/// What both formats come down to before anything is checked, so that they share their checks and messages.
struct NodeListRow {
    /// The line on which it begins.
    let line: Int
    /// Each field's words; a field that the file leaves out is absent, an empty one has no words.
    var fields: [NodeListField: [String]] = [:]
    /// What it says about variables.
    var variables = NodeListEntry.Variables.kept

    /// The checked entry; nil, and every complaint added to `problems`, when something is wrong.
    func entry(file: String, problems: inout [FileProblem]) -> NodeListEntry? {
        var complaints: [String] = []
        for field in NodeListField.required where (fields[field] ?? []).isEmpty {
            complaints.append("\(field.rawValue) is empty; every node needs one")
        }
        let macs = (fields[.mac] ?? []).compactMap { address($0, &complaints) }
        let name = single(.name, &complaints) ?? ""
        if !name.isEmpty, let complaint = NodeName.complaint(about: name) { complaints.append(complaint) }
        complaints += variableComplaints
        let entry = NodeListEntry(
            line: line, name: name, macs: macs.sorted(), profile: single(.profile, &complaints) ?? "",
            boot: word(.boot, &complaints), otherProfiles: fields[.also], state: word(.state, &complaints),
            localBoot: word(.localBoot, &complaints), loader: word(.loader, &complaints),
            variables: variables)
        problems += complaints.map { FileProblem(file: file, line: line, message: $0) }
        return complaints.isEmpty ? entry : nil
    }

    private var variableComplaints: [String] {
        switch variables {
        case .kept: []
        case .replaced(let values), .changed(let values):
            values.sorted { $0.key < $1.key }.compactMap {
                NodeVariable.complaint(about: $0.key, value: $0.value)
            }
        }
    }

    private func address(_ text: String, _ complaints: inout [String]) -> MACAddress? {
        guard let mac = MACAddress(text) else {
            complaints.append(
                "mac \(text.quotedValue) is not a MAC address; write it like 52:54:00:12:34:56, several separated by spaces"
            )
            return nil
        }
        guard !mac.isGroup, mac.rawValue != 0 else {
            complaints.append(
                "mac \(mac) is a group or null address, which no machine has; write the card's own")
            return nil
        }
        return mac
    }

    private func single(_ field: NodeListField, _ complaints: inout [String]) -> String? {
        let words = fields[field] ?? []
        if words.count > 1 {
            complaints.append(
                "\(field.rawValue) is \(words.joined(separator: " ").quotedValue); write one word")
        }
        return words.first
    }

    private func word<Value: RawRepresentable & CaseIterable>(
        _ field: NodeListField, _ complaints: inout [String]
    ) -> Value? where Value.RawValue == String {
        guard let text = single(field, &complaints) else { return nil }
        let rule = ScalarRule<Value>.word
        if let value = rule.parse(text) { return value }
        complaints.append("\(field.rawValue) is \(text.quotedValue); write \(rule.expectation)")
        return nil
    }
}
