import ArgumentParser
import BootModel
import OperatorFiles
import Store

/// Names from the database, for the shell's completion; none when there is no database to read.
enum Completion {
    /// Completes a node's name.
    static let nodes = CompletionKind.custom { arguments, _, _ in
        (try? options(arguments).database().nodes().map(\.name)) ?? []
    }

    /// Completes a profile's name.
    static let profiles = CompletionKind.custom { arguments, _, _ in
        (try? options(arguments).database().profiles().map(\.name)) ?? []
    }

    /// Completes a plan's name.
    static let plans = CompletionKind.custom { arguments, _, _ in
        (try? Set(options(arguments).database().plans().map(\.name)).sorted()) ?? []
    }

    /// Completes a secret's name.
    static let secrets = CompletionKind.custom { arguments, _, _ in
        (try? options(arguments).database().secrets().map(\.name)) ?? []
    }

    /// The `--config` and `--state` that were typed before the word.
    private static func options(_ arguments: [String]) -> SharedOptions {
        var options = SharedOptions()
        options.configurationPath = value(of: "--config", in: arguments)
        options.stateDirectory = value(of: "--state", in: arguments)
        return options
    }

    private static func value(of option: String, in arguments: [String]) -> String? {
        guard let index = arguments.lastIndex(of: option) else { return nil }
        return arguments.dropFirst(index + 1).first
    }
}
