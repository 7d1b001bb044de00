import CAssets
import InstallPlan

/// A script for a machine's POSIX shell, with its parameters.
///
/// A parameter is assigned, quoted, before the text; no value becomes part of it.
struct MachineScript: Hashable, Sendable {
    /// The parameters by their shell names, in order.
    var parameters: [Parameter]
    /// The text.
    var text: String

    /// A shell variable and its value.
    struct Parameter: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// A text with its parameters.
    init(_ text: String, _ parameters: KeyValuePairs<String, String> = [:]) {
        self.text = text
        self.parameters = parameters.map { Parameter(name: $0.key, value: $0.value) }
    }

    /// One of the scripts in `Sources/CAssets/install`.
    init(asset name: String, _ parameters: KeyValuePairs<String, String> = [:]) {
        self.init(Self.asset(name), parameters)
    }

    /// The text with the parameters before it.
    var rendered: String {
        parameters.map { "\($0.name)=\(ShellWord.quoted($0.value))\n" }.joined() + text
    }

    /// The text of a script that was built into the program.
    static func asset(_ name: String) -> String {
        let asset = CAssetInstallScript(name)
        let octets = UnsafeBufferPointer(start: asset.octets, count: asset.length)
        precondition(!octets.isEmpty, "there is no script \(name)")
        return String(decoding: octets, as: UTF8.self)
    }
}
