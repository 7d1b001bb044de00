import ArgumentParser
import Crypto
import Glibc
import ImageStore
import OperatorFiles
import Secrets
import Store

/// Why a command did not do its work.
struct CommandError: Error {
    /// 1 for failed, 2 for not found or refused.
    let exitCode: ExitCode
    /// What was wrong, with which value, and what to do: one sentence, or one line for each mistake in a file.
    let message: String

    /// Makes an error.
    init(exitCode: ExitCode, message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    /// Something outside the request went wrong: a disk, a file, another process.
    static func failed(_ message: String) -> CommandError {
        CommandError(exitCode: ExitCode(1), message: message)
    }

    /// What was named does not exist, or a rule forbids the request.
    static func refused(_ message: String) -> CommandError {
        CommandError(exitCode: .refused, message: message)
    }

    /// What an error means for the exit status; nil for the argument parser's own.
    init?(describing error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as StoreError:
            let isRefusal = error.kind == .notFound || error.kind == .refused
            self = isRefusal ? .refused(error.message) : .failed(error.message)
        case let error as ImageStoreError:
            self = error.isRefusal ? .refused(error.description) : .failed(error.description)
        case let error as SecretError:
            if case .key = error {
                self = .failed(error.description)
            } else {
                self = .refused(error.description)
            }
        case let error as CryptoError: self = .failed(error.description)
        case let error as OperatorFileError: self = .failed(error.description)
        default: return nil
        }
    }
}

extension ExitCode {
    /// What was named does not exist, a rule forbids it, or the answer is no.
    static let refused = ExitCode(2)
}

extension ImageStoreError {
    /// Whether the image itself is at fault, not the disk or another process.
    fileprivate var isRefusal: Bool {
        switch self {
        case .busy, .changed, .damaged: false
        case .system(_, let errno): errno == ENOENT || errno == ENOTDIR
        default: true
        }
    }
}
