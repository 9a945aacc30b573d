#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures a build directory, and does so again if the compiler or the options changed:
#   sh tests/tools/setup.sh DIRECTORY [meson options]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
shift
export CXX="${CXX:-g++}"
# Warnings are errors in CI alone: each new compiler brings new ones.
if [ "${CI:-}" = true ]; then
    case "$*" in
    *werror*) ;;
    *) set -- -Dwerror=true "$@" ;;
    esac
fi
wanted="CXX=$CXX CXXFLAGS=${CXXFLAGS:-} LDFLAGS=${LDFLAGS:-} CXX_LD=${CXX_LD:-} $*"

if [ -f "$build/meson-private/coredata.dat" ] && [ "$(cat "$build/.configured" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
# Wipes only a directory that meson created.
[ ! -f "$build/meson-private/coredata.dat" ] || set -- --wipe "$@"
meson setup "$build" "$root" "$@"
printf '%s\n' "$wanted" >"$build/.configured"
