# shellcheck shell=sh disable=SC2154
# The public host keys of the system on the disk.
for key in /mnt/etc/ssh/ssh_host_*_key.pub; do
    if [ -f "$key" ]; then echo "key $(cat "$key")"; fi
done
