#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs mtcute, an independent client, against programs of this library over the test server:  sh run.sh BUILD_DIRECTORY
# Exits with 77, which means skipped, if mtcute cannot be run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
work=$build/interop

skip() {
    echo "Skipped: $1"
    exit 77
}

[ "${CI:-}" != true ] || skip "CI=true, and this test takes packages from the npm registry."
command -v node >/dev/null || skip "node is not installed, and mtcute runs on it."
command -v npm >/dev/null || skip "npm is not installed, and mtcute is installed with it."
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || skip "mtcute needs node 20 or newer; this is $(node -v)."

mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/package-lock.json" || [ ! -f "$work/installed" ]; then
    rm -f "$work/installed"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$work/"
    if ! (cd "$work" && npm ci --fetch-retries=1) >"$work/npm.log" 2>&1; then
        cat "$work/npm.log"
        if grep -q -E 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network' "$work/npm.log"; then
            skip "the npm registry cannot be reached."
        fi
        exit 1
    fi
    touch "$work/installed"
fi

# Node looks for modules beside the script.
cp "$here"/*.mjs "$work/"
exec node "$work/interop.mjs" "$build/examples"
