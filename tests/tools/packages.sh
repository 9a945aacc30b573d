#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs missing Debian packages:  sh tests/tools/packages.sh [build|test|benchmark]
# `build` (the default) installs the dependencies of the library, the examples and the test server; `test` adds those of the
# tests, `benchmark` those of the benchmarks, their peers and their picture.
# CXX may name the compiler, e.g. clang++-16. Does nothing on a system without apt-get: meson reports missing dependencies.
set -eu

# `a|b` is whichever of them exists, the first one preferably; `a>=1.2` must have at least that version. `a?` is left out
# where it does not exist. Debian 12 calls a version of Boost that is too old libboost-dev, and has a newer one beside it.
wanted="meson ninja-build pkg-config python3 libasio-dev libboost1.81-dev|libboost-dev>=1.75 libssl-dev libsqlite3-dev zlib1g-dev doctest-dev nlohmann-json3-dev"
case "${CXX:-g++}" in
*clang++-[0-9]*)
    version=${CXX##*-}
    wanted="$wanted clang-$version g++"
    [ "${1:-build}" != test ] || wanted="$wanted libclang-rt-$version-dev libc++-$version-dev? lld-$version"
    ;;
*clang*) wanted="$wanted clang g++" ;;
*) wanted="$wanted g++" ;;
esac
case "${1:-build}" in
# Other versions of clang-format format differently; without this one the check of the formatting is skipped.
test) wanted="$wanted cmake libbenchmark-dev clang-format-16? postgresql libpq-dev libre2-dev libqrencode-dev" ;;
benchmark) wanted="$wanted libbenchmark-dev g++ clang-16? python3-telethon gnuplot-nox" ;;
esac

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || exit 0

# All names in a list of wanted packages.
names() {
    printf '%s\n' "$*" | tr ' |' '\n\n' | sed 's/>=.*//; s/?$//'
}

# Whether one of the alternatives $1 is in $2, which has lines of a name and a version; prints the name.
choose() {
    for alternative in $(printf '%s\n' "${1%\?}" | tr '|' ' '); do
        least=${alternative#*>=}
        version=$(printf '%s\n' "$2" | sed -n "s/^${alternative%%>=*} //p" | head -n 1)
        [ -n "$version" ] || continue
        [ "$least" = "$alternative" ] || printf '%s\n%s\n' "$least" "${version#*:}" | sort -V -C || continue
        printf '%s\n' "${alternative%%>=*}"
        return
    done
    return 1
}

# One call for all of them; the output omits unknown packages.
# shellcheck disable=SC2046
installed=$(dpkg-query -W -f '${Package} ${Version} ${Status}\n' $(names "$wanted") 2>/dev/null |
    sed -n 's/ install ok installed$//p' || true)
missing=
for package in $wanted; do
    choose "$package" "$installed" >/dev/null || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    as_root=none
fi
export DEBIAN_FRONTEND=noninteractive
# The versions of these packages that can be installed.
known() {
    apt-cache show --no-all-versions "$@" 2>/dev/null |
        sed -n 's/^Package: //p; s/^Version: //p' | paste -d ' ' - - || true
}
# shellcheck disable=SC2046
available=$(known $(names "$missing"))
# The lists of packages may be older than the archive, or absent.
needed=$(printf '%s\n' "$missing" | tr ' ' '\n' | grep -v '?$' || true)
if [ "$as_root" != none ] && [ -n "$needed$available" ]; then
    $as_root apt-get update -q >&2
    # shellcheck disable=SC2046
    available=$(known $(names "$missing"))
fi
chosen=
for package in $missing; do
    if name=$(choose "$package" "$available"); then
        chosen="$chosen $name"
    elif [ "$package" != "${package%\?}" ]; then
        echo "This system has no ${package%\?}; what needs it is skipped." >&2
    else
        echo "This system has no package $package, which is needed." >&2
        exit 1
    fi
done
[ -n "$chosen" ] || exit 0

echo "Installing:$chosen"
if [ "$as_root" = none ]; then
    echo "Neither root nor sudo: install them yourself, then run this again." >&2
    exit 1
fi
# shellcheck disable=SC2086
$as_root apt-get install -q -y --no-install-recommends $chosen >&2
