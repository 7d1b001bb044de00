# shellcheck shell=sh disable=SC2154
# Makes the copied system the one that boots.
set -eu
need nix-env chroot mount ssh-keygen
[ -x "/mnt$system/bin/switch-to-configuration" ] ||
    fail system-missing "$system/bin/switch-to-configuration is not in the store at /mnt"
mkdir -p /mnt/nix/var/nix/profiles /mnt/etc/ssh /mnt/tmp /mnt/dev /mnt/proc /mnt/sys /mnt/run /mnt/var
chmod 1777 /mnt/tmp
nix-env --store /mnt --option substitute false -p /mnt/nix/var/nix/profiles/system --set "$system"
: >/mnt/etc/NIXOS

# The private half never leaves the machine.
found=
for key in /mnt/etc/ssh/ssh_host_*_key; do
    if [ -f "$key" ]; then found=$key; fi
done
if [ -z "$found" ]; then ssh-keygen -q -t ed25519 -N '' -C '' -f /mnt/etc/ssh/ssh_host_ed25519_key; fi
for key in /mnt/etc/ssh/ssh_host_*_key; do
    chmod 600 "$key"
    if [ ! -f "$key.pub" ]; then ssh-keygen -y -f "$key" >"$key.pub"; fi
done

if [ ! -s /mnt/etc/machine-id ] && [ -s /etc/machine-id ]; then cp /etc/machine-id /mnt/etc/machine-id; fi

for tree in dev proc sys; do
    case $(cat /proc/mounts) in
    *" /mnt/$tree "*) ;;
    *)
        mount --rbind "/$tree" "/mnt/$tree" 2>/dev/null || mount --bind "/$tree" "/mnt/$tree"
        # Under a shared root, what is unmounted there would be unmounted here too.
        mount --make-rslave "/mnt/$tree"
        ;;
    esac
done
case $(cat /proc/mounts) in
*" /mnt/run "*) ;;
*) mount -t tmpfs -o mode=755 tmpfs /mnt/run ;;
esac
ln -sfn /proc/mounts /mnt/etc/mtab
if [ -x "/mnt$system/activate" ]; then
    chroot /mnt "$system/activate" || echo "the activation script ended with $?; it runs again when the system boots"
fi
NIXOS_INSTALL_BOOTLOADER=1 chroot /mnt "$system/bin/switch-to-configuration" boot ||
    fail no-bootloader "the boot loader's step of $system ended with $?"
sync
