# SPDX-License-Identifier: MIT
"""A working directory with a test server and the programs that connect to it, for the checks beside this file."""

import json
import os
import pathlib
import signal
import subprocess
import time

LIMIT = 60


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def poll_until(condition, what):
    """Asks again and again for something that another program does."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        expect(time.monotonic() < deadline, what)
        time.sleep(0.05)


class Place:
    """Ends all programs that it started when it is closed."""

    def __init__(self, directory, examples, **environment):
        self.directory = directory
        self.examples = pathlib.Path(examples).resolve()
        self.started = []
        self.environment = dict(os.environ)
        key = directory / "key.pem"
        self.server = self.start("tools/test_server", "--port", "0", "--key-out", str(key), stdout=subprocess.PIPE)
        ready = json.loads(self.server.stdout.readline())
        self.code = ready["code"]
        self.environment |= {
            "API_ID": "1", "API_HASH": "0" * 32, "AWAITGRAM_SERVER": f"{ready['address']}:{ready['port']}",
            "AWAITGRAM_SERVER_KEY": str(key), **environment,
        }

    def start(self, program, *arguments, **options):
        process = subprocess.Popen(
            [self.examples / program, *arguments], cwd=self.directory, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, **options,
        )
        self.started.append(process)
        return process

    def talk(self, *lines):
        """Starts a user that writes to the bot 1000; each line waits for the echo of the one before."""
        return self.start("4_conversation", "+15550001111", self.code, "bot1000_bot", *lines, stdout=subprocess.PIPE)

    def counters(self):
        """Ends the server; returns the number of keys it created and of packets with a wrong salt."""
        self.server.send_signal(signal.SIGTERM)
        out, _ = self.server.communicate(timeout=LIMIT)
        return json.loads(out.splitlines()[-1])

    def close(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()


def heard(talk):
    """The bot's answers in a conversation."""
    out, _ = talk.communicate(timeout=LIMIT)
    expect(talk.returncode == 0, f"the conversation failed:\n{out}")
    return [line.split(": ", 1)[1] for line in out.splitlines() if not line.startswith("user: ")]


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
