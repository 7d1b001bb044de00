extension DiskLayout {
    /// The partitions as `sfdisk` reads them, one to a line.
    ///
    /// The first is for GRUB on BIOS machines, which embeds itself there; the EFI system partition carries the attribute
    /// that makes BIOS boot loaders of the syslinux family use it (GPT, "legacy BIOS bootable").
    public var table: String {
        var lines = [
            "size=1MiB, type=21686148-6449-6E6F-744E-656564454649, name=bios",
            "size=\(esp >> 10)KiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name=boot, attrs=LegacyBIOSBootable",
        ]
        if swap > 0 {
            lines.append("size=\(swap >> 10)KiB, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, name=swap")
        }
        lines.append("type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=nixos")
        return lines.joined(separator: "\n")
    }
}
