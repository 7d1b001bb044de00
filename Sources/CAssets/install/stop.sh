# shellcheck shell=sh disable=SC2154
# Ends everything that a phase's detached steps run.
for step in "$steps"*; do
    if [ ! -f "$step/pid" ] || [ -f "$step/rc" ]; then continue; fi
    group=$(cat "$step/pid")
    kill -TERM "-$group" 2>/dev/null || continue
    round=0
    while kill -0 "-$group" 2>/dev/null && [ "$round" -lt 50 ]; do
        round=$((round + 1))
        nap
    done
    kill -KILL "-$group" 2>/dev/null || :
done
