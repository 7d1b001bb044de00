# shellcheck shell=sh disable=SC2154
# Around a script that runs in the session itself: only lines that begin with the nonce are ours.
frame() { printf '\n%s %s\n' "$nonce" "$*"; }
fail() {
    frame failure "$1" "$2"
    exit 1
}
