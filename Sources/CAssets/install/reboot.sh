# shellcheck shell=sh disable=SC2154
# Takes the disk down and restarts the machine, by stronger and stronger means.
sync
sleep 1
for _ in 1 2 3; do
    tac /proc/mounts 2>/dev/null | while read -r _ point _; do
        case $point in /mnt | /mnt/*) umount "$(printf %b "$point")" 2>/dev/null ;; esac
    done
done
swapoff -a 2>/dev/null
sync
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
    systemctl reboot && sleep 60
fi
reboot 2>/dev/null && sleep 30
reboot -f 2>/dev/null && sleep 10
echo b >/proc/sysrq-trigger 2>/dev/null && sleep 10
fail reboot-refused "no way to restart the machine worked"
