import Commands
import Foundation

/// A QEMU machine on a bench's wire, whose serial console goes to a file.
public struct VirtualMachine: Sendable {
    /// What a machine is built of.
    public struct Hardware: Sendable {
        /// The Ethernet address of its only network card, with colons.
        public var mac: String
        /// Its firmware.
        public var firmware: Firmware
        /// Its only disk, which it tries after the network; nil for none.
        public var disk: Disk?

        /// A machine with `firmware` and one network card.
        public init(mac: String, firmware: Firmware, disk: Disk? = nil) {
            self.mac = mac
            self.firmware = firmware
            self.disk = disk
        }

        /// Enough for iPXE to hold kernel and initrd, for the kernel to unpack them, and for an installer to work in.
        var megabytes: Int { keepsItsDisk ? 1536 : 1024 }

        /// Whether it is a machine that goes on after a restart.
        var keepsItsDisk: Bool { if case .kept = disk { true } else { false } }
    }

    /// A disk, as a raw image in a file.
    public enum Disk: Sendable, Hashable {
        /// Nothing is ever written to the file.
        case image(String)
        /// The machine's own; what it writes stays from one power-on to the next.
        case kept(String)
    }

    /// Everything the machine wrote to its serial port.
    public var console: TextFile { TextFile(path: serialPath) }

    /// The serial number of a machine's disk.
    public static let diskSerial = "LAB-DISK-1"

    private let process: ChildProcess
    private let serialPath: String

    /// Powers a machine on in `namespace` with its files in `directory`, which must exist.
    static func powerOn(
        _ hardware: Hardware, in namespace: NetworkNamespace, tap: String, directory: String
    ) throws -> VirtualMachine {
        let serialPath = "\(directory)/serial.log"
        let arguments =
            [
                "-accel", "tcg", "-m", "\(hardware.megabytes)", "-nodefaults", "-display", "none",
                "-serial", "file:\(serialPath)",
                "-netdev", "tap,id=net0,ifname=\(tap),script=no,downscript=no",
            ] + (hardware.keepsItsDisk ? [] : ["-no-reboot"])
            + (try firmwareArguments(hardware, directory: directory)) + diskArguments(hardware)
        let program = hardware.firmware == .uefiArm64 ? "qemu-system-aarch64" : "qemu-system-x86_64"
        let process = try ChildProcess(
            namespace.command(program, arguments), logPath: "\(directory)/qemu.log")
        return VirtualMachine(process: process, serialPath: serialPath)
    }

    /// Waits until a line on the serial console holds `marker`, and returns that line.
    ///
    /// - Parameters:
    ///   - patience: Throws with the console's last lines when no such line comes within this time.
    ///   - onLine: Called with each line as it is finished.
    @discardableResult
    public func wait(
        for marker: String, within patience: Duration = .seconds(120), onLine: (Substring) -> Void = { _ in }
    ) async throws -> String {
        try await console.wait(
            for: marker, within: patience,
            giveUp: { process.ending.map { "\($0) \(process.log.text)" } }, onLine: onLine)
    }

    /// Waits for the guest's report from its userland.
    @discardableResult
    public func waitForGuest(
        within patience: Duration = .seconds(120), onLine: (Substring) -> Void = { _ in }
    ) async throws -> GuestReport {
        let line = try await wait(for: GuestReport.marker, within: patience, onLine: onLine)
        return try GuestReport(line: line)
    }

    /// Cuts the power.
    func powerOff() async {
        await process.stop()
    }

    private static func firmwareArguments(_ hardware: Hardware, directory: String) throws -> [String] {
        let card = "virtio-net-pci,netdev=net0,mac=\(hardware.mac)"
        // Without graphics SeaBIOS, and with it the ROM, speaks on the serial port.
        let bios = ["-machine", "pc,graphics=off"]
        switch hardware.firmware {
        case .bios:
            return bios + ["-device", card + ",bootindex=0"]
        case .biosWithScript(let script):
            let path = "\(directory)/script.ipxe"
            try Data(script.utf8).write(to: URL(filePath: path))
            return bios + [
                "-device", card + ",romfile=", "-kernel", "/usr/lib/ipxe/ipxe.lkrn", "-initrd", path,
            ]
        case .uefi:
            return try uefi(directory: directory) + ["-device", card + ",romfile=,bootindex=0"]
        case .uefiHTTPBoot:
            let noPXE = ["IPv4PXESupport", "IPv6PXESupport"].flatMap {
                ["-fw_cfg", "name=opt/org.tianocore/\($0),string=n"]
            }
            return try uefi(directory: directory) + ["-device", card + ",romfile=,bootindex=0"] + noPXE
        case .uefiSecureBoot:
            // Variables in a flash that only firmware's own code, in system management mode, can write.
            let secure = ["-global", "driver=cfi.pflash01,property=secure,value=on"]
            return try secure
                + uefi(
                    "q35,smm=on", code: "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
                    variables: "/usr/share/OVMF/OVMF_VARS_4M.ms.fd", directory: directory)
                + ["-device", card + ",romfile=,bootindex=0"]
        case .uefiArm64:
            // The oldest processor of the architecture is the fastest to emulate.
            return try ["-cpu", "cortex-a57"]
                + uefi(
                    "virt", code: "/usr/share/AAVMF/AAVMF_CODE.fd",
                    variables: "/usr/share/AAVMF/AAVMF_VARS.fd", directory: directory)
                + ["-device", card + ",romfile=,bootindex=0"]
        }
    }

    /// UEFI with variables of its own; the empty `romfile` of the card leaves the network to UEFI's own drivers.
    private static func uefi(
        _ machine: String = "q35", code: String = "/usr/share/OVMF/OVMF_CODE_4M.fd",
        variables: String = "/usr/share/OVMF/OVMF_VARS_4M.fd", directory: String
    ) throws -> [String] {
        let copy = "\(directory)/vars.fd"
        try FileManager.default.copyItem(atPath: variables, toPath: copy)
        return [
            "-machine", machine, "-drive", "if=pflash,format=raw,readonly=on,file=\(code)",
            "-drive", "if=pflash,format=raw,file=\(copy)",
        ]
    }

    private static func diskArguments(_ hardware: Hardware) -> [String] {
        guard let disk = hardware.disk else { return [] }
        let (path, keeping) =
            switch disk {
            case .image(let path): (path, ["snapshot=on"])
            // The end of the machine is not the end of this computer, so nothing need wait for its disk.
            case .kept(let path): (path, ["cache=unsafe", "discard=unmap"])
            }
        let options = ["if=none", "id=disk0", "format=raw"] + keeping + ["file=\(path)"]
        return [
            "-drive", options.joined(separator: ","),
            "-device", "virtio-blk-pci,drive=disk0,serial=\(diskSerial),bootindex=1",
        ]
    }
}
