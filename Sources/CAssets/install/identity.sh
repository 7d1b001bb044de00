# shellcheck shell=sh disable=SC2154
# What proves which machine this is. Writes nothing.
[ "$(id -u)" = 0 ] || fail escalation-refused "the login is user $(id -u), not root"
for path in /sys/class/net/*; do
    name=${path##*/}
    if [ "$name" = lo ] || [ ! -r "$path/address" ]; then continue; fi
    kind=virtual
    if [ -e "$path/device" ]; then kind=physical; fi
    permanent=
    if [ -r "$path/bonding_slave/perm_hwaddr" ]; then permanent=$(cat "$path/bonding_slave/perm_hwaddr"); fi
    if [ -z "$permanent" ] && command -v ip >/dev/null 2>&1; then
        permanent=$(ip -d link show dev "$name" 2>/dev/null | sed -n 's/.* permaddr \([0-9a-f:]*\).*/\1/p')
    fi
    echo "interface $kind $(cat "$path/address" 2>/dev/null) ${permanent:--} $name"
done
echo "cmdline $(tr '\n' ' ' </proc/cmdline)"
type=
options=
while read -r _ point kind words _; do
    if [ "$point" = / ]; then
        type=$kind
        options=$words
    fi
done </proc/mounts
echo "root $type"
case $options in
*upperdir=*)
    upper=${options#*upperdir=}
    upper=${upper%%,*}
    echo "overlay $(stat -f -c %T "$upper" 2>/dev/null)"
    ;;
esac
if [ -r /sys/class/dmi/id/product_uuid ]; then echo "uuid $(cat /sys/class/dmi/id/product_uuid)"; fi
echo "boot $(cat /proc/sys/kernel/random/boot_id)"
