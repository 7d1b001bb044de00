# shellcheck shell=sh disable=SC2154
# Tells once a second how many octets of the file system at /mnt are in use, for as long as the session lasts.
need df
round=0
while [ "$round" -lt 86400 ]; do
    round=$((round + 1))
    used=$(df -kP /mnt | sed -n '2s/^[^ ]*  *[0-9]*  *\([0-9]*\).*/\1/p')
    frame used "$((used * 1024))" || exit 0
    sleep 1
done
