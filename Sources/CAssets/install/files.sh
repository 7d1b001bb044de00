# shellcheck shell=sh disable=SC2154
# Writes declared files under /mnt, gives them to their owners, and shows what is there. Follows no symbolic link.
need stat sha256sum chown chmod mv mkdir sed

# The number of a user or group: a number is itself, a name is looked up in the system on the disk.
number() {
    case $1 in
    root) echo 0 ;;
    *[!0-9]*) sed -n "s/^$1:[^:]*:\([0-9]*\):.*/\1/p" "/mnt/etc/$2" 2>/dev/null | head -n 1 ;;
    *) echo "$1" ;;
    esac
}

# Stops where a part of the path is a symbolic link, which might lead out of /mnt.
contained() {
    rest=${path#/}
    place=/mnt
    while [ -n "$rest" ]; do
        place=$place/${rest%%/*}
        case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
        if [ -L "$place" ]; then fail file-mismatch "${place#/mnt} is a symbolic link, and no file is written through one"; fi
    done
}

begin() {
    [ "$(command -v printf)" = printf ] || fail tool-missing "the machine's shell has no printf of its own, by which contents are written"
    contained
    if [ -d "/mnt$path" ]; then fail file-mismatch "$path is a directory"; fi
    mkdir -p "/mnt${path%/*}" || fail file-mismatch "the directory of $path cannot be made"
    new=/mnt$path.rackrise
    rm -f "$new"
    umask 077
    : >"$new" || fail file-mismatch "$path cannot be written"
}

finish() {
    umask 022
    own "$new" || fail file-mismatch "$path cannot be given to $user:$group"
    mv -f "$new" "/mnt$path" || fail file-mismatch "$path cannot be put in place"
}

# With an owner that is not known yet, only root may read it for the time being.
own() {
    uid=$(number "$user" passwd)
    gid=$(number "$group" group)
    if [ -n "$uid" ] && [ -n "$gid" ]; then
        chown "$uid:$gid" "$1" && chmod "$mode" "$1"
    else
        chown 0:0 "$1" && chmod 600 "$1"
    fi
}

settle() {
    contained
    own "/mnt$path" || fail file-mismatch "$path cannot be given to $user:$group"
}

show() {
    contained
    [ -f "/mnt$path" ] || fail file-mismatch "$path is not there"
    uid=$(number "$user" passwd)
    gid=$(number "$group" group)
    sum=$(sha256sum "/mnt$path")
    echo "file $(stat -c '%a %u %g %s' "/mnt$path") ${uid:--} ${gid:--} ${sum%% *}"
}
