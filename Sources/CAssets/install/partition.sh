# shellcheck shell=sh disable=SC2154
# Makes the planned table and file systems on one disk and mounts them (mode make), or finds and mounts what an earlier
# run of the job made there (mode reuse). Touches no other disk.
set -eu
need sfdisk blkid mount umount "mkfs.$root_type"
base=${disk##*/}

# The device of a partition, once the kernel shows it.
partition() {
    round=0
    while [ "$round" -lt 100 ]; do
        for part in "/sys/class/block/$base/$base"*; do
            if [ "$(cat "$part/partition" 2>/dev/null)" = "$1" ] && [ -b "/dev/${part##*/}" ]; then
                echo "/dev/${part##*/}"
                return
            fi
        done
        round=$((round + 1))
        nap
    done
    fail disk-not-as-planned "partition $1 of $disk does not appear"
}

# Takes down what is mounted at /mnt, the innermost first, and this disk's swap.
release() {
    round=0
    while [ "$round" -lt 64 ]; do
        point=
        while read -r _ place _; do
            case $place in /mnt | /mnt/*) point=$place ;; esac
        done </proc/mounts
        if [ -z "$point" ]; then break; fi
        umount "$(printf %b "$point")" || fail disk-in-use "$point cannot be unmounted"
        round=$((round + 1))
    done
    while read -r source _; do
        if [ "$source" = "$disk" ] || [ -f "/sys/class/block/$base/${source#/dev/}/partition" ]; then
            swapoff "$source" || fail disk-in-use "$source is swap in use"
        fi
    done </proc/swaps
}

# Stops unless a partition carries what the plan says.
expect() {
    seen=$(blkid -p -o value -s "$2" "$1" || :)
    [ "$seen" = "$3" ] || fail disk-not-as-planned "$1 has $2 ${seen:-none}, not $3"
}

make() {
    release
    echo "writing the table of $disk"
    sfdisk --quiet --wipe always --wipe-partitions always "$disk" <<TABLE
label: gpt
label-id: $table
$partitions
TABLE
    if command -v udevadm >/dev/null 2>&1; then udevadm settle --timeout=30 || :; fi
    need mkfs.vfat
    mkfs.vfat -F 32 -n boot "$(partition 2)"
    if [ -n "$swap_number" ]; then
        need mkswap
        mkswap -L swap "$(partition "$swap_number")"
    fi
    case $root_type in
    ext4) mkfs.ext4 -q -F -L nixos "$(partition "$root_number")" ;;
    btrfs) mkfs.btrfs -q -f -L nixos "$(partition "$root_number")" ;;
    xfs) mkfs.xfs -q -f -L nixos "$(partition "$root_number")" ;;
    esac
    sync
}

if [ "$mode" = make ]; then make; else release; fi
expect "$disk" PTTYPE gpt
expect "$disk" PTUUID "$table"
esp=$(partition 2)
root=$(partition "$root_number")
expect "$esp" TYPE vfat
expect "$root" TYPE "$root_type"
expect "$root" LABEL nixos
mkdir -p /mnt
mount -t "$root_type" "$root" /mnt || fail disk-not-as-planned "$root cannot be mounted"
mkdir -p /mnt/boot
mount -t vfat -o umask=0077 "$esp" /mnt/boot || fail disk-not-as-planned "$esp cannot be mounted"
if [ -n "$swap_number" ]; then
    swap=$(partition "$swap_number")
    expect "$swap" TYPE swap
    swapon "$swap" || echo "the swap $swap stays off"
fi
chmod 755 /mnt
echo "$disk is mounted at /mnt"
