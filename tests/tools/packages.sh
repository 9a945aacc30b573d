#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs missing Debian packages:  sh tests/tools/packages.sh [build|test|benchmark]
# `build` (the default) installs the dependencies of the library, the examples and the test server; `test` adds those of the
# tests, `benchmark` those of the benchmarks, their peers and their picture.
# CXX may name the compiler, e.g. clang++-16. Does nothing on a system without apt-get: meson reports missing dependencies.
set -eu

wanted="meson ninja-build pkg-config python3 libasio-dev libboost1.81-dev libssl-dev libsqlite3-dev zlib1g-dev doctest-dev nlohmann-json3-dev"
case "${CXX:-g++}" in
*clang++-[0-9]*)
    version=${CXX##*-}
    wanted="$wanted clang-$version g++"
    [ "${1:-build}" != test ] || wanted="$wanted libclang-rt-$version-dev"
    ;;
*clang*) wanted="$wanted clang g++" ;;
*) wanted="$wanted g++" ;;
esac
case "${1:-build}" in
test) wanted="$wanted cmake libbenchmark-dev clang-format-16 postgresql libpq-dev" ;;
benchmark) wanted="$wanted libbenchmark-dev g++ clang-16 python3-telethon gnuplot-nox" ;;
esac

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || exit 0

# The status of all wanted packages in one call; the output omits unknown packages.
# shellcheck disable=SC2086
installed=$(dpkg-query -W -f '${Package} ${Status}\n' $wanted 2>/dev/null | sed -n 's/ install ok installed$//p' || true)
missing=
for package in $wanted; do
    printf '%s\n' "$installed" | grep -qx "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "Neither root nor sudo: install them yourself, then run this again." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends $missing
} >&2
