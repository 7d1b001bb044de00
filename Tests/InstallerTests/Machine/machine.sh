#!/bin/sh
# A machine made of namespaces: its own processes, mounts, users and name, on the host's kernel and programs. Its root is
# in RAM, and it "restarts" by ending. It goes when whoever started it goes. Argument: the folder that describes it.
set -eu
(
    while kill -0 "$PPID" 2>/dev/null && [ -d "$1" ]; do sleep 1; done
    kill -KILL "$$" 2>/dev/null
    rm -rf "$1"
) </dev/null >/dev/null 2>&1 &
exec unshare --mount --pid --fork --uts --kill-child sh -eu "$0.inside" "$1"
