import BootModel
public import BootPolicy
import Crypto
import NetIO

/// The chainloaders' contents, read once at start; what is not in here is not served.
public struct ChainloaderLibrary: Sendable {
    /// Longest program taken; iPXE's largest builds are about 1 MB.
    public static let largestProgram: UInt64 = 16 << 20

    /// Which program serves which architecture.
    public let table: ChainloaderTable
    /// Files that were looked at and not taken, in words.
    public let warnings: [String]
    private let contents: [String: [UInt8]]
    private let digests: [String: String]

    /// Looks in the directories in order for every architecture's programs, loader by loader.
    public init(directories: [String]) {
        var search = Search(directories: directories)
        for architecture in Architecture.allCases {
            for loader in Loader.allCases { search.find(loader, for: architecture) }
        }
        table = ChainloaderTable(search.first, loadedByThem: search.later)
        contents = search.contents
        digests = contents.compactMapValues { try? SHA256.hex(of: $0) }
        warnings = search.warnings
    }

    /// The program of this name.
    public func program(named name: String) -> [UInt8]? { contents[name] }

    /// The SHA-256 of this program, 64 lower-case digits.
    func digest(named name: String) -> String? { digests[name] }

    /// What was found so far.
    private struct Search {
        let directories: [String]
        var first: [Chainloader] = []
        var later: [Chainloader] = []
        var contents: [String: [UInt8]] = [:]
        var warnings: [String] = []

        /// Takes a loader whole or not at all: a shim without what it loads would end on the machine's console.
        mutating func find(_ loader: Loader, for architecture: Architecture) {
            var found: [(name: String, directory: String, octets: [UInt8])] = []
            for program in loader.programs(for: architecture) {
                let places = program.isBesideFirst ? found.prefix(1).map(\.directory) : directories
                if let file = find(program, for: architecture, in: places) {
                    found.append(file)
                } else if !program.isOptional {
                    if let first = found.first {
                        warnings.append(
                            "\(first.directory)/\(first.name) is not used: there is no \(program.files.joined(separator: " or ")) for it"
                        )
                    }
                    return
                }
            }
            let chainloaders = found.map {
                Chainloader(architecture: architecture, name: $0.name, loader: loader)
            }
            first += chainloaders.prefix(1)
            later += chainloaders.dropFirst()
            for file in found where contents[file.name] == nil { contents[file.name] = file.octets }
        }

        private mutating func find(
            _ program: LoaderProgram, for architecture: Architecture, in directories: [String]
        ) -> (name: String, directory: String, octets: [UInt8])? {
            for name in program.files {
                for directory in directories {
                    let path = "\(directory)/\(name)"
                    switch ChainloaderLibrary.load(path, for: architecture) {
                    case .missing: continue
                    case .refused(let why): warnings.append("\(path) is not used: \(why)")
                    case .program(let octets): return (program.name ?? name, directory, octets)
                    }
                }
            }
            return nil
        }
    }

    private enum Candidate {
        case missing
        case refused(String)
        case program([UInt8])
    }

    private static func load(_ path: String, for architecture: Architecture) -> Candidate {
        let file: OpenFile
        do throws(SocketError) {
            // Packages and operators link to where the program was built.
            file = try OpenFile(path: path, followingLinks: true)
        } catch {
            return error.isNotFound ? .missing : .refused("\(error)")
        }
        guard file.size > 0, file.size <= largestProgram else {
            return .refused("its size is \(file.size) octets")
        }
        let octets = file.read(offset: 0, count: Int(file.size))
        guard octets.count == Int(file.size) else { return .refused("it cannot be read") }
        if let wanted = peMachine(of: architecture), let actual = peMachine(in: octets), wanted != actual {
            return .refused(
                "it is built for PE machine 0x\(String(actual, radix: 16)), not for \(architecture.rawValue)")
        }
        if architecture.isUEFI, peMachine(in: octets) == nil { return .refused("it is not a UEFI program") }
        return .program(octets)
    }

    /// The `Machine` field of a UEFI program's COFF header (PE/COFF §3.3.1), so that a wrong binary is never served.
    private static func peMachine(in octets: [UInt8]) -> UInt16? {
        guard octets.count > 0x40, octets[0] == UInt8(ascii: "M"), octets[1] == UInt8(ascii: "Z") else {
            return nil
        }
        let header = octets[0x3C..<0x40].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard header + 6 <= octets.count, Array(octets[header..<header + 4]) == Array("PE\0\0".utf8) else {
            return nil
        }
        return UInt16(octets[header + 4]) | UInt16(octets[header + 5]) << 8
    }

    private static func peMachine(of architecture: Architecture) -> UInt16? {
        switch architecture {
        case .x86BIOS: nil
        case .ia32: 0x014C
        case .x64: 0x8664
        case .arm32: 0x01C2
        case .arm64: 0xAA64
        case .riscv64: 0x5064
        case .loongArch64: 0x6264
        }
    }
}
