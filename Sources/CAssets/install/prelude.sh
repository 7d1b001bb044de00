# shellcheck shell=sh
# The beginning of every script that runs on a machine; fail() comes from what runs it.
LC_ALL=C
PATH=/run/current-system/sw/bin:/run/wrappers/bin${PATH:+:$PATH}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022

# Stops unless every named program is there.
need() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || fail tool-missing "$tool is not on the machine"
    done
}

# Sleeps a tenth of a second where sleep can.
nap() { sleep 0.1 2>/dev/null || sleep 1; }
