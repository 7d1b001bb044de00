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

    /// OVMF with Secure Boot on and Microsoft's keys enrolled, as new servers come.
    case uefiSecureBoot

    /// AAVMF, UEFI for 64-bit Arm, with its own PXE client.
    case uefiArm64
}
