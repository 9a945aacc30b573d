# SPDX-License-Identifier: MIT
"""Tests that a bot killed with SIGKILL restarts signed in, with its old key, and answers the messages that arrived meanwhile.

    python3 check_restart.py DIRECTORY_OF_THE_EXAMPLES BOT...

Each BOT is a program that echoes. Messages answered more than a second before the kill are answered once; later ones may be
answered again.
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
    expect("is running" in line, f"it printed {line!r}")
    return bot


def stored_pts(directory):
    """The stored pts, which is the number of handled updates plus one. Reads a copy, because the bot has locked the file."""
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
    expect(heard(place.talk("one", "two")) == ["one", "two"], "the bot does not echo")
    # Two messages and two answers.
    poll_until(lambda: stored_pts(place.directory) >= 5, "the bot does not store its update state")
    kill(bot)

    # Killed after the state was stored: answered once.
    talk = place.talk("three")
    expect(talk.stdout.readline() == "user: three\n", "nothing was written")
    bot = start_bot(place, program)
    expect(heard(talk) == ["three"], "the message written meanwhile was not answered exactly once")

    # Killed before: answered at least once.
    expect(heard(place.talk("four"))[-1] == "four", "the bot does not echo after a restart")
    kill(bot)
    talk = place.talk("five")
    expect(talk.stdout.readline() == "user: five\n", "nothing was written")
    bot = start_bot(place, program)
    answers = heard(talk)
    expect(answers[-1] == "five" and set(answers) <= {"three", "four", "five"}, f"it answered {answers}")

    bot.send_signal(signal.SIGTERM)
    expect(bot.wait(LIMIT) == 0, "the bot did not exit with 0")
    # One key for all runs of the bot, and one for each of four conversations.
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
