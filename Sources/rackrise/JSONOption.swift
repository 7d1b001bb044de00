import ArgumentParser

/// `--json`, of every command that prints data.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON with stable keys, for programs.")
    var isOn = false
}
