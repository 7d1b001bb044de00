# shellcheck shell=sh disable=SC2154
# Fetches the closure from binary caches into the store at /mnt. Every path needs a signature by one of the plan's keys.
set -eu
need nix-store df
XDG_CACHE_HOME=$step/cache
export XDG_CACHE_HOME
used() { df -kP /mnt | sed -n '2s/^[^ ]*  *[0-9]*  *\([0-9]*\).*/\1/p'; }
before=$(used)
total=
for cache in $caches; do
    total=$(nix --extra-experimental-features nix-command path-info --store "$cache" -S "$system" 2>/dev/null |
        sed -n 's/.*[[:space:]]\([0-9][0-9]*\)$/\1/p' | head -n 1) || :
    if [ -n "$total" ]; then break; fi
done
if [ -n "$total" ]; then
    while sleep 1; do
        now=$((($(used) - before) * 1024))
        if [ "$now" -gt "$total" ]; then now=$total; fi
        if [ "$now" -ge 0 ]; then progress "$now" "$total"; fi
    done &
    watch=$!
fi
status=0
nix-store --store /mnt --realise "$system" \
    --option substituters "$caches" --option trusted-substituters "$caches" --option substitute true \
    --option trusted-public-keys "$keys" --option require-sigs true --option builders '' \
    --option connect-timeout 10 --option narinfo-cache-negative-ttl 0 2>"$step/errors" || status=$?
cat "$step/errors"
if [ -n "$total" ]; then
    kill "$watch" 2>/dev/null || :
    if [ "$status" = 0 ]; then progress "$total" "$total"; fi
fi
[ "$status" = 0 ] || exit "$status"
[ -e "/mnt$system" ] || fail system-missing "$system is not in the store at /mnt after the copy"
