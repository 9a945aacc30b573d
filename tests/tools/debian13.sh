#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs both commands of the README on Debian 13, as root and in a directory of its own:
#   sh tests/tools/debian13.sh DIRECTORY [meson test options]
# The first run installs Debian into DIRECTORY by debootstrap, from MIRROR, which takes some minutes and 2 GB; later runs keep it
# and its build directory. To end with it, delete DIRECTORY.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
: "${1:?A directory is needed.}"
mkdir -p "$1"
directory=$(cd "$1" && pwd)
shift
root=$directory/root

command -v debootstrap >/dev/null || {
    echo "debootstrap is not installed (Debian: debootstrap)." >&2
    exit 1
}
[ "$(id -u)" = 0 ] || {
    echo "Only root can install a system into a directory and run programs in it." >&2
    exit 1
}
if [ ! -f "$directory/installed" ]; then
    debootstrap --variant=minbase trixie "$root" "${MIRROR:-http://deb.debian.org/debian}"
    touch "$directory/installed"
fi

# A copy of all files that git knows or would add; times are kept, so that a later run compiles only the changes.
mkdir -p "$root/awaitgram"
find "$root/awaitgram" -mindepth 1 -maxdepth 1 ! -name "build*" -exec rm -rf {} +
(cd "$source" && git ls-files --cached --others --exclude-standard -z | tar -c --null --ignore-failed-read -T - 2>/dev/null) |
    tar -x -C "$root/awaitgram"

mounted=
clean_up() {
    for place in $mounted; do
        umount "$root$place" || true
    done
}
trap clean_up EXIT
trap 'exit 1' INT TERM
mount -t proc proc "$root/proc"
mounted=/proc
mount --bind /dev "$root/dev"
mounted="/dev $mounted"

run() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI="${CI:-}" SETUP="${SETUP:-}" \
        chroot "$root" sh -c 'cd /awaitgram && exec "$@"' sh "$@"
}
run sh examples/run.sh
run sh tests/run.sh "$@"
