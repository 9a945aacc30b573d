# SPDX-License-Identifier: MIT
"""Plays users of the test server from another language, over its control channel, against the echo bot.

    python3 check_control.py DIRECTORY_OF_THE_EXAMPLES
"""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import time

from place import LIMIT, expect

EXAMPLES = pathlib.Path(sys.argv[1]).resolve()


class Control:
    """The test server, and a bot when one is started."""

    def __init__(self, directory, *options):
        self.directory = directory
        self.log = open(directory / "server.log", "w+")
        self.programs = []
        self.server = self.start(
            [EXAMPLES / "tools/test_server", "--port", "0", "--key-out", "key.pem", "--control", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )
        self.ready = json.loads(self.server.stdout.readline())

    def start(self, command, **options):
        program = subprocess.Popen(command, cwd=self.directory, **options)
        self.programs.append(program)
        return program

    def start_bot(self):
        return self.start(
            [EXAMPLES / "1_echo_bot"], stdin=subprocess.DEVNULL,
            env=os.environ | {
                "API_ID": "1", "API_HASH": "0" * 32, "BOT_TOKEN": "1000:secret", "AWAITGRAM_SERVER_KEY": "key.pem",
                "AWAITGRAM_SERVER": f"{self.ready['address']}:{self.ready['port']}",
            },
        )

    def raw(self, line):
        self.server.stdin.write(line + b"\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline())

    def ask(self, do, **fields):
        answer = self.raw(json.dumps({"id": 7, "do": do, **fields}).encode())
        expect(answer.pop("id") == 7, "the answer has the id of the command")
        expect(answer.pop("ok"), f"{do} {fields} was refused: {answer.get('error')}")
        return answer

    def refused(self, line, text):
        answer = self.raw(line)
        expect(answer["ok"] is False and text in answer["error"], f"{line} was answered by {answer}, not with {text!r}")

    def logged(self):
        self.log.flush()
        return (self.directory / "server.log").read_text()

    def close(self):
        for program in self.programs:
            if program.poll() is None:
                program.kill()
            program.wait()
        self.log.close()


def check_conversation(control):
    bot = control.ask("bot", token="1000:secret")["bot"]
    expect(bot == 1000, "the bot has the id of its token")
    expect(control.ask("ready", account=1000) == {"ready": False}, "the bot is not signed in yet")
    control.start_bot()
    expect(control.ask("ready", account=1000, wait=LIMIT) == {"ready": True}, "the bot signs in")
    alice = control.ask("user", name="Alice")
    expect(alice["phone"].startswith("99966"), "a user has a phone number of the test numbers")
    texts = ["hello", "a \"quoted\" \\ line\nand another", "\u00e9\u4e2d\U0001f600", "x\u2028\x01y"]
    after = 0
    for text in texts:
        after = control.ask("write", **{"from": alice["user"], "to": "@bot1000_bot", "text": text})["message"]
        seen = control.ask("read", user=alice["user"], chat=bot, after=after, wait=LIMIT)["messages"]
        # What a bot sends has no control characters.
        echo = text.replace("\u2028", "").replace("\x01", " ")
        expect([each["text"] for each in seen] == [echo], f"the echo of {text!r} is {seen}")
        expect(seen[0]["out"] is False and seen[0]["from"] == bot, f"the bot wrote {seen}")
    history = control.ask("read", user=alice["user"], chat="@bot1000_bot")["messages"]
    expect(len(history) == 2 * len(texts), f"the whole chat is {history}")

    # The escapes that other programs write: surrogate pairs, and letters as numbers.
    line = b'{"do":"write","from":%d,"to":1000,"text":"\\ud83d\\ude00 \\u0041 /go"}' % alice["user"]
    after = control.raw(line)["message"]
    [echo] = control.ask("read", user=alice["user"], chat=bot, after=after, wait=LIMIT)["messages"]
    expect(echo["text"] == "\U0001f600 A /go", f"the escapes are read as {echo['text']!r}")
    expect(echo["entities"] == [{"type": "botCommand", "offset": 5, "length": 3}], f"the entities are {echo['entities']}")

    start = time.monotonic()
    expect(control.ask("read", user=alice["user"], chat=bot, after=echo["message"], wait=0.3) == {"messages": []},
           "nothing new was written")
    expect(time.monotonic() - start >= 0.3, "reading waits for as long as it was asked to")
    return alice["user"]


def check_refusal(control, alice):
    control.ask("refuse", method="messages.sendMessage", code=420, name="FLOOD_WAIT_1")
    after = control.ask("write", **{"from": alice, "to": 1000, "text": "again"})["message"]
    seen = control.ask("read", user=alice, chat=1000, after=after, wait=LIMIT)["messages"]
    expect([each["text"] for each in seen] == ["again"], "the bot waited for the flood to end, and tried again")
    expect(control.logged().count("messages.sendMessage: 420 FLOOD_WAIT_1") == 1, "the refusal is in the log, once")
    expect("messages.sendMessage: answered" in control.logged(), "calls are in the log")
    expect("secret" not in control.logged() and "again" not in control.logged(), "tokens and texts are not in the log")


def check_users(control):
    """Users see, edit, react, come and go; each change reaches the others."""
    carol, dan = (control.ask("user", name=name)["user"] for name in ("Carol", "Dan"))
    control.ask("write", **{"from": carol, "to": 1000, "text": "see /this"})
    seen = control.ask("see", user=carol, chat=1000, wait=LIMIT)
    expect(seen["seen"] and seen["text"] == "see /this" and not seen["edited"], f"the echo is seen as {seen}")
    expect(seen["entities"] == [{"type": "botCommand", "offset": 4, "length": 5, "text": "/this"}], f"entities: {seen}")
    expect(control.ask("see", user=carol, chat=1000) == {"seen": False}, "each message is seen once")

    group = control.ask("supergroup", title="Chat", creator=carol, members=[dan])["chat"]
    hello = control.ask("write", **{"from": carol, "to": group, "text": "hello"})["message"]
    expect(control.ask("see", user=dan, chat=group)["text"] == "hello", "a member sees the message")
    control.ask("edit", user=carol, chat=group, message=hello, text="hello, all")
    edit = control.ask("see", user=dan, chat=group, edits=True)
    expect(edit["edited"] and edit["text"] == "hello, all" and edit["message"] == hello, f"the edit is seen as {edit}")
    control.ask("react", user=dan, chat=group, message=hello, emoji="\U0001f44d")
    control.ask("pin", user=carol, chat=group, message=hello)
    forwarded = control.ask("forward", user=carol, chat=group, message=hello, to=group)["message"]
    expect(control.ask("see", user=dan, chat=group)["forwarded_from"] == carol, "a forwarded message names its author")
    album = [{"kind": "photo", "caption": "both"}, {"kind": "video", "file_name": "film.mp4"}]
    control.ask("media", user=carol, chat=group, media=album)
    photo, video = (control.ask("see", user=dan, chat=group) for _ in range(2))
    expect(photo["album"] == video["album"] and photo["text"] == "both", f"the album is seen as {photo}, {video}")
    control.ask("delete", user=carol, chat=group, message=forwarded)
    control.refused(b'{"do":"react","user":%d,"chat":%d,"message":%d,"emoji":"x"}' % (dan, group, forwarded), "INVALID")
    control.ask("leave", user=dan, chat=group)
    control.refused(b'{"do":"write","from":%d,"to":%d,"text":"x"}' % (dan, group), "400 CHANNEL_PRIVATE")
    control.ask("ask_to_join", user=dan, chat=group)
    control.ask("join", user=dan, chat=group)
    control.ask("online", user=dan)
    control.ask("type", user=dan, chat=group)

    control.ask("block", user=carol, account=1000)
    control.refused(b'{"do":"inline","user":%d,"bot":%d,"text":"x"}' % (carol, dan), "BOT_INVALID")
    control.ask("unblock", user=carol, account=1000)
    silent = control.ask("inline", user=carol, bot=1000, text="x")
    expect(silent["answered"] is False and silent["query"] != 0, f"the echo bot does not answer inline queries: {silent}")
    control.ask("advance", seconds=3600)
    control.ask("write", **{"from": carol, "to": group, "text": "later"})
    late = control.ask("see", user=dan, chat=group)
    expect(late["date"] - seen["date"] >= 3600, f"an hour has passed at the server: {seen}, {late}")


def check_misuse(control, alice):
    for line, text in [
        (b"", None),
        (b"{", "not JSON"),
        (b'{"do":"user","name":"\xff"}', "not JSON"),
        (b'{"do":"user","name":"\\ud800"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "is a JSON object"),
        (b"{}", '"do" is missing'),
        (b'{"do":"dance"}', 'no command "dance"'),
        (b'{"do":5}', '"do" must be a string'),
        (b'{"do":"user"}', '"name" is missing'),
        (b'{"do":"user","name":"A","nmae":"B"}', 'no field "nmae"'),
        (b'{"do":"write","from":1.5,"to":1000,"text":"x"}', "integer of 64 bits"),
        (b'{"do":"write","from":9223372036854775808,"to":1000,"text":"x"}', "integer of 64 bits"),
        (b'{"do":"write","from":9223372036854775807,"to":1000,"text":"x"}', "no account 9223372036854775807"),
        (b'{"do":"write","from":-9223372036854775808,"to":1000,"text":"x"}', "no account -9223372036854775808"),
        (b'{"do":"read","user":1,"chat":1000,"after":2147483648}', "out of range"),
        (b'{"do":"read","user":1,"chat":1000,"wait":601}', "from 0 to 600"),
        (b'{"do":"press","user":%d,"message":1,"button":"x"}' % alice, "no button"),
        (b'{"do":"answer","query":12}', "no query 12"),
        (b'{"do":"see","user":5,"chat":1000}', "no account 5"),
        (b'{"do":"see","user":%d,"chat":1000,"edits":1}' % alice, "true or false"),
        (b'{"do":"media","user":%d,"chat":1000,"media":[{"kind":"smell"}]}' % alice, 'no media of the kind "smell"'),
        (b'{"do":"media","user":%d,"chat":1000,"media":5}' % alice, "must be a list"),
        (b'{"do":"vote","user":%d,"chat":1000,"message":1,"answers":["x"]}' % alice, "has no poll"),
        (b'{"do":"advance","seconds":-1}', "from 0 to a year"),
        (b'{"do":"refuse","method":"messages.fly","code":400,"name":"NO"}', "no method messages.fly"),
    ]:
        if text is not None:
            control.refused(line, text)
    expect(control.raw(b'{"id":"a","do":"user","name":"Bob"}')["id"] == "a", "an id may be a text")


def check_end(control):
    control.server.stdin.close()
    expect(control.server.wait(LIMIT) == 0, "the server ends when its standard input does")
    last = json.loads(control.server.stdout.read().splitlines()[-1])
    expect(last["keys"] >= 1, f"the last line counts the keys: {last}")


def check_key(directory):
    """A private key that is kept gives every start the same public key, and only its owner can read it."""
    keys = []
    for _ in range(2):
        control = Control(directory, "--key", "private.pem")
        keys.append((directory / "key.pem").read_text())
        control.close()
    expect(keys[0] == keys[1], "the key is the same after a restart")
    expect(stat.S_IMODE((directory / "private.pem").stat().st_mode) == 0o600, "the private key is for its owner alone")


def main():
    with tempfile.TemporaryDirectory() as directory:
        control = Control(pathlib.Path(directory), "--log", "--connections", "100")
        try:
            alice = check_conversation(control)
            check_refusal(control, alice)
            check_users(control)
            check_misuse(control, alice)
            check_end(control)
        finally:
            control.close()
        check_key(pathlib.Path(directory))
    return 0


if __name__ == "__main__":
    sys.exit(main())
