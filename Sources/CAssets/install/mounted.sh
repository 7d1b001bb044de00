# shellcheck shell=sh disable=SC2154
# Stops unless something is mounted at /mnt.
while read -r _ point _; do
    if [ "$point" = /mnt ]; then exit 0; fi
done </proc/mounts
fail disk-not-as-planned "nothing is mounted at /mnt"
