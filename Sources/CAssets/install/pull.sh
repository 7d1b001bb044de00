# shellcheck shell=sh disable=SC2154
# Fetches the closure from binary caches into the store at /mnt. Every path needs a signature by one of the plan's keys.
# f: the name of a cache may have a ? in it.
set -euf
need nix-store df
XDG_CACHE_HOME=$step/cache
export XDG_CACHE_HOME

# Fetches nix-cache-info of a cache into $step/info and prints the status; 000 when nothing answers, nothing at all when
# that cannot be told here: nix has its own certificates and passwords.
ask() {
    : >"$step/info"
    url=${1%%\?*}
    url=${url%/}/nix-cache-info
    if command -v curl >/dev/null 2>&1; then
        if [ -r /etc/nix/netrc ]; then set -- --netrc-file /etc/nix/netrc; else set --; fi
        ended=0
        status=$(curl -sS -L --max-redirs 5 -m 20 --connect-timeout 10 -o "$step/info" -w '%{http_code}' "$@" "$url" \
            2>"$step/asked") || ended=$?
        case $ended in
        0) printf '%s\n' "$status" ;;
        6 | 7 | 28 | 52 | 56) echo 000 ;;
        esac
    elif command -v wget >/dev/null 2>&1 && [ ! -e /etc/nix/netrc ]; then
        case $url in http://*) ;; *) return ;; esac
        # Only GNU's keeps what an error says; busybox's does not know the option.
        if wget --help 2>&1 | grep -q content-on-error; then set -- --content-on-error; else set --; fi
        wget "$@" -S -T 20 -O "$step/info" "$url" 2>"$step/asked" || :
        # GNU's tells a status as a header, busybox's also as "server returned error: HTTP/1.1 404 Not Found".
        status=$(sed -n 's,^.*HTTP/[0-9.]* \([0-9][0-9][0-9]\).*,\1,p' "$step/asked" | tail -n 1)
        if [ -n "$status" ]; then
            printf '%s\n' "$status"
        elif grep -qi 'refused\|timed out\|unreachable\|no route\|bad address\|resolve' "$step/asked"; then
            echo 000
        fi
    fi
}

# What is wrong with a cache, as a name and a sentence; nothing when it is one.
complaint() {
    case $1 in http://* | https://*) ;; *) return ;; esac
    status=$(ask "$1")
    case $status in
    '') ;;
    000) printf '%s\n' "cache-unreachable $1 does not answer: $(tail -n 1 "$step/asked" | cut -c 1-200)" ;;
    200)
        prefix=$(sed -n 's/^StoreDir: *//p' "$step/info" | tr -d '\r' | head -n 1)
        case $prefix in
        /nix/store) ;;
        '') printf '%s\n' "cache-refused $1 is no binary cache: its nix-cache-info names no StoreDir" ;;
        *) printf '%s\n' "cache-refused $1 is a cache for $prefix, not for /nix/store" ;;
        esac
        ;;
    *)
        # A page is for browsers; words are for us.
        reason=$(head -n 1 "$step/info" | tr -d '\r' | cut -c 1-300)
        case $reason in '' | '<'*) reason="it gives no reason" ;; esac
        case $status in 5*) name='cache-unreachable' ;; *) name='cache-refused' ;; esac
        printf '%s\n' "$name $1 answers $status for nix-cache-info: $reason"
        ;;
    esac
}

# One cache that is well is enough; nix leaves the others out.
first=
well=
locked=
for cache in $caches; do
    said=$(complaint "$cache")
    case $said in
    '')
        well=$cache
        continue
        ;;
    # nix may have a password that is not known here.
    "cache-refused $cache answers 401 "*) locked=$cache ;;
    esac
    printf '%s\n' "$said"
    first=${first:-$said}
done
[ -n "$well$locked" ] || fail "${first%% *}" "${first#* }"

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
if [ "$status" != 0 ] && [ -z "$well" ] && grep -q "don't know how to build\|no substituter" "$step/errors" &&
    grep -q 'does not appear to be a binary cache\|HTTP error 401' "$step/errors"; then
    fail "${first%% *}" "${first#* }"
fi
[ "$status" = 0 ] || exit "$status"
[ -e "/mnt$system" ] || fail system-missing "$system is not in the store at /mnt after the copy"
