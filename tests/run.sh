#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and runs all tests; on Debian 12 it first installs missing packages:  sh tests/run.sh [meson test options]
# CXX chooses the compiler (default g++), BUILD the build directory (default build), SETUP further meson options.
# LAYERS, e.g. "rpc client", builds and runs the tests of these layers alone.
# CI=true skips tests that need the network.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}

sh tests/tools/packages.sh test
# shellcheck disable=SC2086
sh tests/tools/setup.sh "$build" ${SETUP:-}
programs=
for layer in ${LAYERS:-}; do programs="$programs test_$layer"; done
# shellcheck disable=SC2086
meson compile -C "$build" $programs
rm -f "$build/meson-logs/testlog.json"
meson test -C "$build" --no-rebuild --print-errorlogs "$@" ${LAYERS:-} || true
exec python3 tests/tools/summary.py "$build"
