/// What a virtual machine starts with.
public enum Firmware: Sendable, Hashable {
    /// SeaBIOS with the PXE ROM of QEMU's network card, which is iPXE.
    case bios

    /// SeaBIOS and a boot medium of `script` with an iPXE of its own, as from a USB stick.
    case biosWithScript(String)

    /// OVMF with its own UEFI PXE client.
    case uefi

    /// OVMF that is left with UEFI HTTP Boot only.
    case uefiHTTPBoot
}
