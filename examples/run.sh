#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the examples (on Debian 12 it first installs missing packages) and runs a conversation between the echo bot and a user
# over a local test server:  sh examples/run.sh
# CXX chooses the compiler (default g++), BUILD the build directory (default build).
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}

sh tests/tools/packages.sh build
# shellcheck disable=SC2086
sh tests/tools/setup.sh "$build" ${SETUP:-}
echo "Building into $build/, which takes some minutes the first time ..."
meson compile -C "$build" test_server 1_echo_bot 2_userbot 3_raw_call 4_conversation 7_raw_updates 11_account 23_groups 24_sign_in_steps 25_qr_sign_in 26_accept_sign_in 29_forward_all 30_export 33_album 34_backup 35_http_range 36_download_manager 37_sticker_set >"$build/examples.log" 2>&1 || {
    cat "$build/examples.log"
    exit 1
}
programs=$(cd "$build/examples" && pwd)

work=$(mktemp -d)
server=
bot=
raw=
qr=
http=
clean_up() {
    for program in $bot $raw $qr $http $server; do
        kill "$program" 2>/dev/null || true
        wait "$program" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
cd "$work"

# Waits until a file contains a text; fails after ten seconds, or when the program that writes the file ends.
wait_for() {
    tries=0
    until grep -q "$2" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$3" 2>/dev/null; then
            cat "$1" >&2
            echo "The program did not print \"$2\"." >&2
            exit 1
        fi
        sleep 0.1
    done
}

"$programs/tools/test_server" --port 0 --key-out key.pem >server.json 2>server.log &
server=$!
wait_for server.json '"port"' "$server"
port=$(sed 's/.*"port":\([0-9]*\).*/\1/' server.json)
code=$(sed 's/.*"code":"\([^"]*\)".*/\1/' server.json)
echo "The test server listens on 127.0.0.1:$port."

export API_ID=1 API_HASH=0123456789abcdef0123456789abcdef
export AWAITGRAM_SERVER="127.0.0.1:$port" AWAITGRAM_SERVER_KEY="$work/key.pem"
BOT_TOKEN=1000:secret "$programs/1_echo_bot" 2>bot.log &
bot=$!
wait_for bot.log 'is running' "$bot"
name=$(sed -n 's/^@\([^ ]*\) is running.*/\1/p' bot.log)
echo "The echo bot is signed in as @$name."

"$programs/4_conversation" +15550001111 "$code" "$name" "hello" "is anybody there?" "good bye"
echo "Every echo arrived."
printf '%s\n' +15550001111 "$code" | WRITE_TO=$name "$programs/11_account"
printf '%s\n' +15550001111 "$code" | MODERATOR=$name "$programs/23_groups"
FROM=$name TO=me "$programs/29_forward_all" </dev/null
CHAT=$name "$programs/30_export" </dev/null

mkdir films
printf 'the first film' >films/1.mp4
printf 'the second film' >films/2.mp4
TO=me "$programs/33_album" films </dev/null
CHAT=me "$programs/34_backup" </dev/null >backup.log 2>&1
cmp films/2.mp4 backup/*/2.mp4
cat backup.log
film=$(basename "$(dirname backup/*/2.mp4)")
FROM=me "$programs/36_download_manager" "$((film - 1))" "$film" </dev/null 2>/dev/null
cmp films/2.mp4 downloads/2.mp4
cmp films/1.mp4 downloads/1.mp4
FROM=me ID=$film PORT=0 "$programs/35_http_range" </dev/null >http.log 2>&1 &
http=$!
wait_for http.log '^http:' "$http"
python3 - "$(grep '^http:' http.log)" <<'END'
import sys, urllib.request
part = urllib.request.urlopen(urllib.request.Request(sys.argv[1], headers={"Range": "bytes=4-"}))
assert part.status == 206 and part.read() == b"second film", "a part of the film comes over HTTP"
assert urllib.request.urlopen(sys.argv[1]).read() == b"the second film", "and all of it"
print("A part of a film came over HTTP.")
END
kill -INT "$http"
wait "$http"
http=

python3 - <<'END'
import struct
for name, width in ("cat", 512), ("dog", 400):
    with open(name + ".png", "wb") as picture: # without the picture itself
        picture.write(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", width, 512, 8, 6, 0, 0, 0, 0) + name.encode())
END
"$programs/37_sticker_set" make OurPets "Our pets" cat.png 🐱 </dev/null
"$programs/37_sticker_set" make OurPets "Our pets" dog.png 🐶 </dev/null
"$programs/37_sticker_set" save OurPets pets </dev/null
cmp cat.png pets/sticker.webp
cmp dog.png "pets/sticker (1).webp"

"$programs/24_sign_in_steps" +15550002222
"$programs/24_sign_in_steps" 11111
"$programs/24_sign_in_steps" "$code"
"$programs/25_qr_sign_in" >qr.log 2>&1 &
qr=$!
wait_for qr.log 'tg://login' "$qr"
link=$(grep -m 1 '^tg://login' qr.log)
printf '%s\n' +15550001111 "$code" | "$programs/26_accept_sign_in" "$link" 2>/dev/null
wait "$qr"
qr=
echo "By QR code: $(tail -n 1 qr.log)"

BOT_TOKEN=1001:secret "$programs/7_raw_updates" >raw.log 2>raw.err &
raw=$!
wait_for raw.err 'is running' "$raw"
name=$(sed -n 's/^@\([^ ]*\) is running.*/\1/p' raw.err)
"$programs/4_conversation" +15550001111 "$code" "$name" "raw words" >/dev/null
wait_for raw.log 'raw words' "$raw"
echo "The same message as a raw update:"
cat raw.log
