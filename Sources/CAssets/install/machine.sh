# shellcheck shell=sh disable=SC2154
# What the machine is and which disks it has. Writes nothing.
need uname sed blkid
echo "architecture $(uname -m)"
if [ -d /sys/firmware/efi ]; then echo "firmware efi"; else echo "firmware bios"; fi
echo "memory $(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo)"
if command -v nix-store >/dev/null 2>&1; then
    echo "nix $(nix-store --version 2>/dev/null | sed -n 's/.* //p')"
fi
case $(blkid -V 2>&1) in
*util-linux*) ;;
*) fail tool-missing "the machine's blkid is not the one of util-linux, which can look at a disk's signatures" ;;
esac

# The first of some files that has anything in it.
first() {
    for file in "$@"; do
        if [ -r "$file" ] && [ -n "$(cat "$file" 2>/dev/null)" ]; then
            tr -d '\000' <"$file" | head -n 1
            return
        fi
    done
}

# Whether a device is the disk or a partition of it; nvme0n10 is none of nvme0n1.
carries() { [ "$1" = "/dev/$name" ] || [ -f "$path/${1#/dev/}/partition" ]; }

for path in /sys/block/*; do
    name=${path##*/}
    case $name in loop* | ram* | zram* | sr* | fd* | dm-* | md* | nbd* | mtd* | '*') continue ;; esac
    if [ ! -b "/dev/$name" ]; then continue; fi
    echo "disk /dev/$name"
    echo "size $(($(cat "$path/size") * 512))"
    echo "read-only $(cat "$path/ro")"
    echo "removable $(cat "$path/removable")"
    echo "rotational $(cat "$path/queue/rotational")"
    serial=$(first "$path/serial" "$path/device/serial")
    if [ -z "$serial" ] && command -v lsblk >/dev/null 2>&1; then
        serial=$(lsblk -dno SERIAL "/dev/$name" 2>/dev/null || :)
    fi
    if [ -n "$serial" ]; then echo "serial $serial"; fi
    wwn=$(first "$path/wwid" "$path/device/wwid")
    if [ -n "$wwn" ]; then echo "wwn $wwn"; fi
    for link in /dev/disk/by-id/*; do
        if [ "$(readlink -f "$link")" = "/dev/$name" ]; then echo "by-id ${link##*/}"; fi
    done

    partitions=0
    for part in "$path/$name"*; do
        if [ ! -f "$part/partition" ]; then continue; fi
        partitions=$((partitions + 1))
        for holder in "$part"/holders/*; do
            if [ -e "$holder" ]; then echo "use ${part##*/} is part of ${holder##*/}"; fi
        done
    done
    for holder in "$path"/holders/*; do
        if [ -e "$holder" ]; then echo "use part of ${holder##*/}"; fi
    done
    table=
    type=
    probe=0
    signatures=$(blkid -p -o export "/dev/$name" 2>/dev/null) || probe=$?
    while IFS='=' read -r key value; do
        case $key in
        PTTYPE) table=$value ;;
        PTUUID) echo "table $value" ;;
        TYPE) type=$value ;;
        esac
    done <<SIGNATURES
$signatures
SIGNATURES
    if [ "$probe" = 8 ]; then echo "content several signatures"; fi
    if [ -n "$table" ]; then
        echo "content $table with $partitions partitions"
    elif [ "$partitions" -gt 0 ]; then
        echo "content $partitions partitions"
    fi
    if [ -n "$type" ]; then echo "content $type"; fi

    while read -r source point _; do
        if carries "$source"; then echo "use $source is mounted at $point"; fi
    done </proc/mounts
    while read -r source _; do
        if carries "$source"; then echo "use $source is swap"; fi
    done </proc/swaps
done
