#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and runs all benchmarks and those of the library's peers, writes benchmarks/results/ and quotes it in README.md and
# benchmarks/README.md; on Debian 12 it first installs missing packages:  sh benchmarks/run.sh [--only tl,crypto,...] [--help]
# With --only, the results are written to the build directory and nothing else changes.
# CXX chooses the compiler (default g++), BUILD the build directory (default build-benchmarks), SETUP further meson options.
# The figures are meaningful only on an idle machine.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build-benchmarks}

# Debian's Python, because it has Debian's packages.
python=/usr/bin/python3
[ -x "$python" ] || python=python3

targets=$("$python" benchmarks/run.py --build "$build" --targets "$@")
case "$targets" in
usage:*)
    echo "$targets"
    exit 0
    ;;
esac
sh tests/tools/packages.sh benchmark
# shellcheck disable=SC2086
sh tests/tools/setup.sh "$build" -Dbenchmarks=true -Dtests=disabled ${SETUP:-}
echo "Building ..."
# shellcheck disable=SC2086
ninja -C "$build" $targets >"$build/benchmarks.log" 2>&1 || {
    cat "$build/benchmarks.log"
    exit 1
}
exec "$python" benchmarks/run.py --build "$build" "$@"
