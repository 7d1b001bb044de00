# shellcheck shell=sh disable=SC2154,SC2016
# Proves that the disk will boot this system and that someone can log in. Writes nothing.
set -eu
need nix-store readlink df sed grep
profile=/mnt/nix/var/nix/profiles/system
link=$(readlink "$profile" || :)
seen=$(readlink "/mnt/nix/var/nix/profiles/${link##*/}" || :)
seen=${seen#/mnt}
[ "$seen" = "$system" ] || fail wrong-system "the system profile leads to ${seen:-nothing}, not to $system"
[ -f /mnt/etc/NIXOS ] || fail file-mismatch "/etc/NIXOS is not on the disk"

echo "the closure"
paths=$(nix-store --store /mnt --query --requisites "$system") ||
    fail system-missing "$system is not registered in the store at /mnt"
for path in $paths; do
    if [ ! -e "/mnt$path" ] && [ ! -L "/mnt$path" ]; then fail system-missing "$path is registered and not on the disk"; fi
done
if [ "$closure" = contents ]; then
    for path in $paths; do
        nix-store --store /mnt --verify-path "$path" || fail system-missing "$path is not what it should be"
    done
fi

echo "the boot loader"
entry=
for file in /mnt/boot/loader/entries/*.conf /mnt/boot/grub/grub.cfg /mnt/boot/grub2/grub.cfg \
    /mnt/boot/EFI/*/grub.cfg /mnt/boot/extlinux/extlinux.conf /mnt/boot/syslinux/syslinux.cfg; do
    if [ -f "$file" ] && grep -qF "init=$system/init" "$file"; then entry=$file; fi
done
[ -n "$entry" ] || fail no-bootloader "no entry under /boot names init=$system/init"
# Kernel and initrd that the entry names, on the ESP or in the store.
grep -A 8 -B 8 -F "init=$system/init" "$entry" |
    sed -n 's/^[[:space:]]*\(linux\|initrd\|linuxefi\|initrdefi\|LINUX\|INITRD\|kernel\|KERNEL\)[[:space:]][[:space:]]*\([^[:space:],]*\).*/\2/p' |
    while read -r file; do
        file=/${file#*)/}
        file=$(echo "$file" | sed 's,//*,/,g')
        if [ ! -e "/mnt/boot$file" ] && [ ! -e "/mnt$file" ]; then
            echo "$file"
        fi
    done >"$step/missing"
if [ -s "$step/missing" ]; then fail no-bootloader "${entry#/mnt} names $(head -n 1 "$step/missing"), which is not there"; fi
if [ -d /sys/firmware/efi ]; then
    program=
    for file in /mnt/boot/EFI/*/*.efi /mnt/boot/EFI/*/*.EFI /mnt/boot/efi/EFI/*/*.efi /mnt/boot/efi/EFI/*/*.EFI; do
        if [ -s "$file" ]; then program=$file; fi
    done
    [ -n "$program" ] || fail no-bootloader "the EFI system partition has no EFI program"
else
    source=
    while read -r device point _; do
        if [ "$point" = /mnt ]; then source=${device##*/}; fi
    done </proc/mounts
    parent=$(readlink -f "/sys/class/block/$source/..")
    disk=/dev/${parent##*/}
    if [ -b "$disk" ] && [ "$(head -c 440 "$disk" | tr -d '\000' | wc -c)" -lt 16 ]; then
        fail no-bootloader "$disk has no boot code in its first sector"
    fi
fi

echo "the file systems"
if [ -f /mnt/etc/fstab ]; then
    while read -r device _ _ options _; do
        # The system boots without these.
        case ,$options, in *,nofail,* | *,noauto,*) continue ;; esac
        case $device in
        /dev/disk/by-label/*) blkid -L "${device##*/}" >/dev/null ;;
        LABEL=*) blkid -L "${device#LABEL=}" >/dev/null ;;
        /dev/disk/by-uuid/*) blkid -U "${device##*/}" >/dev/null ;;
        UUID=*) blkid -U "${device#UUID=}" >/dev/null ;;
        /dev/disk/by-partlabel/*) [ -n "$(blkid -t "PARTLABEL=${device##*/}" -o device)" ] ;;
        /dev/*) [ -b "$device" ] ;;
        *) : ;;
        esac || fail no-bootloader "/etc/fstab names $device, which the machine does not have"
    done </mnt/etc/fstab
fi

echo "a way to log in"
login=
for file in "/mnt/etc/ssh/authorized_keys.d/"* /mnt/root/.ssh/authorized_keys /mnt/home/*/.ssh/authorized_keys; do
    if [ -s "$file" ] || [ -L "$file" ]; then login=$file; fi
done
if [ -z "$login" ] && [ -f /mnt/etc/shadow ] && grep -q '^[^:]*:[$_]' /mnt/etc/shadow; then login=/mnt/etc/shadow; fi
[ -n "$login" ] || fail no-login "no user has an authorized key or a password"
keys=0
for key in /mnt/etc/ssh/ssh_host_*_key; do
    if [ ! -f "$key" ]; then continue; fi
    keys=$((keys + 1))
    mode=$(stat -L -c %a "$key")
    case $mode in 600 | 400) ;; *) fail file-mismatch "${key#/mnt} has mode $mode, not 600" ;; esac
done
[ "$keys" -gt 0 ] || fail file-mismatch "/etc/ssh has no host key"
if [ -s /mnt/etc/machine-id ]; then
    case $(head -n 1 /mnt/etc/machine-id) in
    uninitialized | *[!0-9a-f]*) fail file-mismatch "/etc/machine-id is no machine id" ;;
    esac
fi

free=$(df -kP /mnt | sed -n '2s/^[^ ]*  *[0-9]*  *[0-9]*  *\([0-9]*\).*/\1/p')
[ $((free * 1024)) -ge "$free_space" ] ||
    fail store-full "the root has $((free * 1024)) bytes left and the plan wants $free_space"
sync
