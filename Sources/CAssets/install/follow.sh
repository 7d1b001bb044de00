# shellcheck shell=sh disable=SC2154
# Shows a detached step from an offset of its output until it ends. Whoever follows may go away at any time.
# It has begun.
frame alive
last=
rounds=0
while :; do
    status=
    if [ -f "$step/rc" ]; then status=$(cat "$step/rc"); fi
    size=0
    if [ -f "$step/out" ]; then size=$(($(wc -c <"$step/out"))); fi
    while [ "$offset" -lt "$size" ]; do
        count=$((size - offset))
        if [ "$count" -gt 65536 ]; then count=65536; fi
        frame out "$count"
        tail -c "+$((offset + 1))" "$step/out" | head -c "$count"
        offset=$((offset + count))
    done
    if [ -f "$step/progress" ]; then
        now=$(cat "$step/progress")
        if [ "$now" != "$last" ]; then
            frame progress "$now"
            last=$now
        fi
    fi
    if [ -n "$status" ]; then
        if [ -f "$step/failure" ]; then frame failed "$(head -c 1000 "$step/failure" | tr '\n' ' ')"; fi
        frame rc "$status"
        exit 0
    fi
    if ! kill -0 "$(cat "$step/pid" 2>/dev/null || echo 0)" 2>/dev/null && [ ! -f "$step/rc" ]; then
        frame gone
        exit 0
    fi
    rounds=$((rounds + 1))
    # A line now and then, so that it ends when nobody reads any more.
    if [ $((rounds % 10)) = 0 ]; then frame alive; fi
    if [ "$rounds" -lt 20 ]; then nap; else sleep 1; fi
done
