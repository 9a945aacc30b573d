# SPDX-License-Identifier: MIT
"""What becomes of a bot that is killed with -9: it comes back signed in, with its old key, and answers what was written meanwhile.

    python3 check_restart.py DIRECTORY_OF_THE_EXAMPLES BOT...

Every BOT is a program that echoes. What it answered a while before it was killed is answered once; what it answered in the last
second may be answered again.
"""

import contextlib
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

from place import LIMIT, Place, expect, heard, kill, poll_until


def start_bot(place, program):
    bot = place.start(program, stderr=subprocess.PIPE)
    line = bot.stderr.readline()
    expect("is running" in line, f"it said {line!r}")
    return bot


def stored_pts(directory):
    """How many of its updates the bot has stored as handled, plus one. The file belongs to the bot, so a copy is read."""
    text = directory / "echo.txt"
    if text.exists():
        return max((int(line.split()[1]) for line in text.read_text().splitlines() if line.startswith("updates ")), default=0)
    with tempfile.TemporaryDirectory() as copy:
        for path in directory.glob("echo.session*"):
            shutil.copy(path, copy)
        with contextlib.closing(sqlite3.connect(pathlib.Path(copy) / "echo.session")) as database:
            try:
                return database.execute("select max(pts) from updates").fetchone()[0] or 0
            except sqlite3.Error:  # copied in the middle of a write
                return 0


def check(place, program):
    bot = start_bot(place, program)
    expect(heard(place.talk("one", "two")) == ["one", "two"], "the bot doesn't echo")
    # Two messages and two answers.
    poll_until(lambda: stored_pts(place.directory) >= 5, "the bot doesn't store how far it came")
    kill(bot)

    # Stored: once each.
    talk = place.talk("three")
    expect(talk.stdout.readline() == "user: three\n", "nothing was written")
    bot = start_bot(place, program)
    expect(heard(talk) == ["three"], "what was written meanwhile isn't answered once")

    # Killed before it was stored: at least once.
    expect(heard(place.talk("four"))[-1] == "four", "the bot doesn't echo after a restart")
    kill(bot)
    talk = place.talk("five")
    expect(talk.stdout.readline() == "user: five\n", "nothing was written")
    bot = start_bot(place, program)
    answers = heard(talk)
    expect(answers[-1] == "five" and set(answers) <= {"three", "four", "five"}, f"it answered {answers}")

    bot.send_signal(signal.SIGTERM)
    expect(bot.wait(LIMIT) == 0, "the bot didn't end well")
    # One key for the bot in all its lives, one for each of four conversations.
    counters = place.counters()
    expect(counters == {"keys": 5, "wrong_salts": 0}, f"the server counted {counters}")


def main():
    failed = False
    for program in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as directory:
            place = Place(pathlib.Path(directory), sys.argv[1], BOT_TOKEN="1000:secret")
            try:
                check(place, program)
            except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as problem:
                print(f"{program}: {problem}", file=sys.stderr)
                failed = True
            finally:
                place.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
