import NetTypes

/// Reads what our scripts print about a machine: one fact to a line, a word and its value.
///
/// The machine is not trusted with any of it: what does not fit is a failure or is left out, and nothing is kept that
/// is longer than a disk or an address needs.
public enum MachineReport {
    /// The longest value that is kept, in octets; longer ones are cut.
    public static let valueLimit = 4096
    /// The most interfaces, disks, and facts of one disk.
    static let countLimit = 256
    private static let space = UInt8(ascii: " ")

    /// What proves which machine it is.
    public static func identity(_ text: String) throws(InstallFailure) -> (facts: GateFacts, bootID: String) {
        var facts = GateFacts(interfaces: [], commandLine: "", rootFileSystem: "unknown")
        var bootID = ""
        for (key, value) in lines(text) {
            switch key {
            case "interface":
                if facts.interfaces.count < countLimit, let interface = interface(value) {
                    facts.interfaces.append(interface)
                }
            case "cmdline": facts.commandLine = value
            case "root": facts.rootFileSystem = value
            case "overlay": facts.overlayFileSystem = value
            case "uuid": facts.uuid = GUID(value)
            case "boot": bootID = value
            default: break
            }
        }
        guard (16...64).contains(bootID.utf8.count) else {
            throw InstallFailure(.commandFailed, "the machine does not tell the id of its boot")
        }
        return (facts, bootID)
    }

    /// What it is made of.
    public static func machine(_ text: String) throws(InstallFailure) -> MachineFacts {
        var facts = MachineFacts()
        for (key, value) in lines(text) {
            switch key {
            case "architecture": facts.architecture = value
            case "firmware": facts.isEFI = value == "efi"
            case "memory":
                let (octets, isTooMuch) = (UInt64(value) ?? 0).multipliedReportingOverflow(by: 1024)
                facts.memory = isTooMuch ? .max : octets
            case "nix": facts.nixVersion = value
            case "disk":
                guard facts.disks.count < countLimit, isDevice(value) else {
                    let device = SeenText.clean(value)
                    throw InstallFailure(.commandFailed, "the machine tells of a disk \(device)")
                }
                facts.disks.append(DiskFacts(device: value, size: 0))
            default:
                guard !facts.disks.isEmpty else { continue }
                add(key, value, to: &facts.disks[facts.disks.count - 1])
            }
        }
        return facts
    }

    /// The lines in pairs of a word and its value, without empty values.
    public static func lines(_ text: String) -> [(key: Substring, value: String)] {
        // By octets: a character may hide a line's end, and be of any length.
        text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let blank = line.firstIndex(of: space) else { return nil }
            let value = line[blank...].drop { $0 == space }.prefix(valueLimit)
            guard let last = value.lastIndex(where: { $0 != space }) else { return nil }
            return (Substring(line[..<blank]), String(decoding: value[...last], as: UTF8.self))
        }
    }

    private static func interface(_ value: String) -> GateFacts.Interface? {
        let words = value.split(separator: " ", maxSplits: 3)
        guard words.count == 4 else { return nil }
        return GateFacts.Interface(
            name: String(words[3].prefix(64)), permanentAddress: MACAddress(words[2]),
            address: MACAddress(words[1]), isPhysical: words[0] == "physical")
    }

    private static func add(_ key: Substring, _ value: String, to disk: inout DiskFacts) {
        let flag = value == "1"
        switch key {
        case "size": disk.size = UInt64(value) ?? 0
        case "read-only": disk.isReadOnly = flag
        case "removable": disk.isRemovable = flag
        case "rotational": disk.isRotational = flag
        case "serial": disk.serial = value
        case "wwn": disk.wwn = value
        case "table": disk.tableID = value.lowercased()
        case "by-id": if disk.byID.count < countLimit { disk.byID.append(value) }
        case "content": if disk.contents.count < countLimit { disk.contents.append(value) }
        case "use": if disk.uses.count < countLimit { disk.uses.append(value) }
        default: break
        }
    }

    /// The only spelling that is ever given back to the machine.
    private static func isDevice(_ path: String) -> Bool {
        path.hasPrefix("/dev/") && (6...64).contains(path.utf8.count)
            && path.utf8.dropFirst(5).allSatisfy { $0.isASCIILetterOrDigit || "-_".utf8.contains($0) }
    }
}
