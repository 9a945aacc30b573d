# SPDX-License-Identifier: MIT
"""What becomes of a bot that is killed with -9: it comes back signed in, with its old key, and answers what was written meanwhile.

    python3 check_restart.py DIRECTORY_OF_THE_EXAMPLES BOT...

Every BOT is a program that echoes. What it answered a while before it was killed is answered once; what it answered in the last
second may be answered again.
"""

import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from place import LIMIT, Place, expect, heard, kill

STORED_AFTER = 2.5  # a second, and what a busy machine takes


def start_bot(place, program):
    bot = place.start(program, stderr=subprocess.PIPE)
    line = bot.stderr.readline()
    expect("is running" in line, f"it said {line!r}")
    return bot


def check(place, program):
    bot = start_bot(place, program)
    expect(heard(place.talk("one", "two")) == ["one", "two"], "the bot doesn't echo")
    time.sleep(STORED_AFTER)
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
