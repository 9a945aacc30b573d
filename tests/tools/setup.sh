#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures a build directory, anew when the compiler or the options changed:
#   sh tests/tools/setup.sh DIRECTORY [meson options]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
shift
export CXX="${CXX:-g++}"
wanted="CXX=$CXX CXXFLAGS=${CXXFLAGS:-} LDFLAGS=${LDFLAGS:-} $*"

if [ -f "$build/meson-private/coredata.dat" ] && [ "$(cat "$build/.configured" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
# Only a directory that meson made is ever wiped.
[ ! -f "$build/meson-private/coredata.dat" ] || set -- --wipe "$@"
meson setup "$build" "$root" "$@"
printf '%s\n' "$wanted" >"$build/.configured"
