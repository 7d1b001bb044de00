import Commands
import Foundation

/// Builds a small disk whose GRUB, for BIOS in its first sectors and for UEFI in its EFI partition, says that it runs.
enum GuestDisk {
    private static let menu = """
        serial --unit=0 --speed=115200
        terminal_output serial
        echo \(GuestImages.diskMarker) firmware=$grub_platform
        sleep 1
        halt

        """

    /// Builds `disk.img` in `folder` and returns its path.
    static func build(in folder: String) async throws -> String {
        try Data(menu.utf8).write(to: URL(filePath: "\(folder)/grub.cfg"))
        // boot.img holds 440 bytes of code and looks for the core image right behind itself, in sector 1; the partition
        // leaves that space free. With a boot sector in place sfdisk keeps the code and writes the table only.
        try await Command("bash", ["-euc", Self.recipe]).run(in: folder)
        return "\(folder)/disk.img"
    }

    private static let recipe = """
        modules="serial terminal echo sleep halt"
        grub-mkimage -O i386-pc -c grub.cfg -p /boot -o core.img biosdisk $modules
        grub-mkimage -O x86_64-efi -c grub.cfg -p /boot -o BOOTX64.EFI $modules
        truncate -s 16M disk.img
        echo '2048,,ef,*' | sfdisk -q disk.img
        dd if=/usr/lib/grub/i386-pc/boot.img of=disk.img bs=440 count=1 conv=notrunc status=none
        dd if=core.img of=disk.img bs=512 seek=1 conv=notrunc status=none
        mformat -i disk.img@@1M ::
        mmd -i disk.img@@1M ::/EFI ::/EFI/BOOT
        mcopy -i disk.img@@1M BOOTX64.EFI ::/EFI/BOOT/
        """
}
