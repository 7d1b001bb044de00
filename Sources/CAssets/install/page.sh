# shellcheck shell=sh disable=SC2154
# The status with which a page answers on the machine itself; 000 when none comes.
if command -v curl >/dev/null 2>&1; then
    status=$(curl -s -o /dev/null -m 10 -w '%{http_code}' "$url") || :
elif command -v wget >/dev/null 2>&1; then
    status=$(wget -S -T 10 -O /dev/null "$url" 2>&1 | sed -n 's,^.*HTTP/[0-9.]* \([0-9][0-9][0-9]\).*,\1,p' | tail -n 1)
else
    fail tool-missing "neither curl nor wget is on the machine, and the plan wants a page fetched"
fi
echo "status ${status:-000}"
