import NetTypes

/// The network boot ROM of the Raspberry Pi 3, 4 and 5: it claims a BIOS PC's architecture and wants its own name
/// in a PXE menu before it loads anything.
enum RaspberryPi {
    /// The vendor prefixes of its Ethernet addresses.
    private static let prefixes: [UInt64] = [0xB827EB, 0xDCA632, 0xE45F01, 0x28CDC1, 0xD83ADD]
    /// BIOS PC, which the ROM claims to be, and the code assigned to it since.
    private static let architectures: [UInt16] = [0, 41]

    /// Whether a request comes from the ROM, and not from UEFI firmware or iPXE on the same board.
    static func isBootROM(_ request: PXERequest) -> Bool {
        request.loader == .pxe && prefixes.contains(request.mac.rawValue >> 24)
            && request.architectures.first.map(architectures.contains) == true
    }

    /// The option 43 that the ROM accepts.
    static let vendorOptions = PXEVendorOptions(
        discoveryControl: .bootFileHere, menu: [PXEMenuItem(type: 0, text: "Raspberry Pi Boot")],
        prompt: PXEMenuPrompt(timeout: 0, text: "PXE"))
}
