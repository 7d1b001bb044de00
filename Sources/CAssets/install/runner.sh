# shellcheck shell=sh disable=SC2154
# The head of a detached step, in a session and process group of its own. Whoever makes the directory runs it.
mkdir "$step" 2>/dev/null || exit 0
rm -f "$0"
exec >"$step/out" 2>&1 </dev/null
printf '%s\n' "$$" >"$step/pid.new"
mv "$step/pid.new" "$step/pid"
fail() {
    printf '%s %s\n' "$1" "$2" >"$step/failure"
    exit 1
}
progress() {
    printf '%s %s\n' "$1" "$2" >"$step/progress.new"
    mv "$step/progress.new" "$step/progress"
}
