# SPDX-License-Identifier: MIT
"""Tests programs that are started wrongly: they print one line that says what is wrong, exit with an error, and never hang.

    python3 check_programs.py DIRECTORY_OF_THE_EXAMPLES
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(sys.argv[1]).resolve()
LIMIT = 60
problems = []


def clean_environment(changes):
    clean = {name: value for name, value in os.environ.items()
             if name not in ("API_ID", "API_HASH", "BOT_TOKEN") and not name.startswith("AWAITGRAM_")}
    return {**clean, **changes}


def run(directory, program, *arguments, **environment):
    return subprocess.run(
        [EXAMPLES / program, *arguments], cwd=directory, env=clean_environment(environment),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT,
    )


def refuses(what, done, *expected):
    """Checks that the program failed with one line that contains all expected texts."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    if done.returncode <= 0 or len(lines) != 1 or not all(text in lines[0] for text in expected):
        problems.append(f"{what}: exit code {done.returncode}, expected one line with {expected}:\n{done.stderr}")


def tries_again(what, directory, program, environment, *expected):
    """Checks that the program says in one line what is wrong, does not end, and ends on a signal."""
    process = subprocess.Popen(
        [EXAMPLES / program], cwd=directory, env=clean_environment(environment),
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    try:
        line = process.stderr.readline()
        if not all(text in line for text in expected):
            problems.append(f"{what}: expected one line with {expected}:\n{line}")
        process.send_signal(signal.SIGTERM)
        if process.wait(LIMIT) != 0:
            problems.append(f"{what}: exit code {process.returncode} after SIGTERM")
    finally:
        process.kill()
        process.stderr.close()


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check(directory):
    key = directory / "key.pem"
    refuses("test_server without arguments", run(directory, "tools/test_server"), "--port")
    refuses("test_server with a port that is not a number",
            run(directory, "tools/test_server", "--port", "x", "--key-out", key), "--port")
    refuses("test_server with a key file that cannot be written",
            run(directory, "tools/test_server", "--port", "0", "--key-out", directory / "none" / "key.pem"), "key.pem")
    refuses("test_server with an unknown option", run(directory, "tools/test_server", "--prot", "0"), "--prot", "--help")
    (directory / "private.pem").write_text("this is no key\n")
    refuses("test_server with a private key that is none",
            run(directory, "tools/test_server", "--port", "0", "--key-out", key, "--key", directory / "private.pem"),
            "private.pem")

    app = {"API_ID": "1", "API_HASH": "0" * 32, "BOT_TOKEN": "77:secret"}
    without = dict(app)
    del without["API_ID"]
    refuses("a bot without API_ID", run(directory, "1_echo_bot", **without), "API_ID", "my.telegram.org")
    without = dict(app)
    del without["BOT_TOKEN"]
    refuses("a bot without BOT_TOKEN", run(directory, "1_echo_bot", **without), "BOT_TOKEN")
    refuses("a bot with a missing key file",
            run(directory, "1_echo_bot", AWAITGRAM_SERVER="127.0.0.1:1", AWAITGRAM_SERVER_KEY="none.pem", **app), "none.pem")
    (directory / "garbage.pem").write_text("this is no key\n")
    refuses("a bot with a key file without a key",
            run(directory, "1_echo_bot", AWAITGRAM_SERVER="127.0.0.1:1", AWAITGRAM_SERVER_KEY="garbage.pem", **app),
            "garbage.pem")

    server = subprocess.Popen(
        [EXAMPLES / "tools/test_server", "--port", "0", "--key-out", key], stdout=subprocess.PIPE, text=True
    )
    try:
        ready = json.loads(server.stdout.readline())
        address = {"AWAITGRAM_SERVER": f"{ready['address']}:{ready['port']}", "AWAITGRAM_SERVER_KEY": str(key)}
        refuses("test_server on a port in use",
                run(directory, "tools/test_server", "--port", str(ready["port"]), "--key-out", directory / "other.pem"),
                str(ready["port"]))
        tries_again("a refused port", directory, "1_echo_bot",
                    app | address | {"AWAITGRAM_SERVER": f"127.0.0.1:{unused_port()}"},
                    "127.0.0.1", "refused", "trying again in 0.")
        refuses("a wrong BOT_TOKEN", run(directory, "1_echo_bot", **app | {"BOT_TOKEN": "nonsense"}, **address), "token")
        (directory / "echo.session").write_text("not a session " * 100)
        refuses("a damaged session", run(directory, "1_echo_bot", **app, **address), "echo.session")
        server.send_signal(signal.SIGTERM)
        if server.wait(LIMIT) != 0:
            problems.append(f"test_server ended with {server.returncode} after SIGTERM")
    finally:
        server.kill()


def main():
    with tempfile.TemporaryDirectory() as directory:
        check(pathlib.Path(directory))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
