# shellcheck shell=sh disable=SC2154
# What runs on the machine after its restart. Writes nothing.
[ "$(id -u)" = 0 ] || fail escalation-refused "the login is user $(id -u), not root"
echo "boot $(cat /proc/sys/kernel/random/boot_id)"
echo "cmdline $(tr '\n' ' ' </proc/cmdline)"
echo "system $(readlink -f /run/current-system 2>/dev/null)"
echo "hostname $(cat /proc/sys/kernel/hostname)"
if [ -d /run/systemd/system ]; then
    echo "state $(systemctl is-system-running 2>/dev/null)"
    systemctl list-units --failed --plain --no-legend 2>/dev/null | head -n 20 | while read -r unit _; do
        echo "failed $unit"
    done
fi
for unit in $units; do
    echo "unit $(systemctl is-active -- "$unit" 2>/dev/null || :) $unit"
done
