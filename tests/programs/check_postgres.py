# SPDX-License-Identifier: MIT
"""Tests sessions in PostgreSQL, on a temporary server without TCP, run by an unprivileged user.

    python3 check_postgres.py DIRECTORY_OF_THE_EXAMPLES CONTRACT_TEST

Runs the session contract, then starts a fleet of two workers, kills the one that serves, and expects the other to take over.
Exits with 77, which meson reports as skipped, if PostgreSQL is not installed.
"""

import contextlib
import os
import pathlib
import pwd
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from place import LIMIT, Place, expect, heard, kill, poll_until

SKIPPED = 77


def programs():
    """The directory of PostgreSQL's programs, of the newest version if there are several; None if not installed."""
    places = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[-2]), reverse=True)
    initdb = shutil.which("initdb")
    places += [pathlib.Path(initdb).resolve().parent] if initdb else []
    needed = ("initdb", "postgres", "pg_isready", "psql")
    return next((place for place in places if all((place / name).exists() for name in needed)), None)


def unprivileged_user():
    """The user to run PostgreSQL as, which refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres(binaries, directory):
    """An empty server; yields its connection string."""
    who = {**unprivileged_user(), "cwd": directory, "stdin": subprocess.DEVNULL}
    if "user" in who:
        os.chown(directory, who["user"], who["group"])
    clean = {"env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
    initialised = subprocess.run(
        [binaries / "initdb", "-D", "data", "-U", "fleet", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8"],
        capture_output=True, text=True, timeout=LIMIT, **who, **clean,
    )
    expect(initialised.returncode == 0, f"initdb: {initialised.stderr}")
    with open(os.path.join(directory, "log"), "w") as log:
        # Durability is not tested.
        server = subprocess.Popen(
            [binaries / "postgres", "-D", "data", "-k", directory, "-c", "listen_addresses=", "-c", "fsync=off",
             "-c", "log_connections=on"],
            stdout=log, stderr=log, **who, **clean,
        )
    database = f"host={directory} user=fleet dbname=postgres"
    try:
        def is_ready():
            expect(server.poll() is None, (pathlib.Path(directory) / "log").read_text())
            return subprocess.run([binaries / "pg_isready", "-q", "-d", database], timeout=LIMIT).returncode == 0

        poll_until(is_ready, "the database does not answer")
        yield database
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for clients
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


class Worker:
    """A worker of the fleet, and its output."""

    def __init__(self, place):
        self.process = place.start("6_postgres_session", "1000:secret", stdout=subprocess.PIPE)
        self.said = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.said.put(line.strip())

    def says(self, line, limit):
        """Whether the worker prints a line within the limit."""
        deadline = time.monotonic() + limit
        with contextlib.suppress(queue.Empty):
            while True:
                if self.said.get(timeout=max(deadline - time.monotonic(), 0.01)) == line:
                    return True
        return False


def connections(directory):
    """How many connections the database has accepted from others than psql."""
    lines = (pathlib.Path(directory) / "log").read_text().splitlines()
    return sum("connection authorized" in line and "application_name=psql" not in line for line in lines)


def check_fleet(place, binaries, database, directory):
    first, second = Worker(place), Worker(place)
    for _ in range(LIMIT):
        if first.says("serving 1000", 0.5):
            break
        if second.says("serving 1000", 0.5):
            first, second = second, first
            break
    else:
        raise AssertionError("no worker serves the account")
    expect(heard(place.talk("one")) == ["one"], "the fleet does not answer")
    # Each attempt to lease the account is a connection; once there is a second one, the first attempt is over.
    before = connections(directory)
    poll_until(lambda: connections(directory) >= before + 2, "the second worker does not try to lease the account")
    expect(not second.says("serving 1000", 0), "two workers serve the same account")

    kill(first.process)
    talk = place.talk("two")
    expect(second.says("serving 1000", LIMIT), "no worker took over from the one that was killed")
    expect(heard(talk)[-1] == "two", "the other worker does not answer")

    # A worker that loses its connection loses the lease. Here no other worker competes for it.
    subprocess.run(
        [binaries / "psql", "-qAt", "-d", database, "-c",
         "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"],
        check=True, capture_output=True, timeout=LIMIT,
    )
    expect(second.says("serving 1000", LIMIT), "the account was not leased again")
    expect(heard(place.talk("three"))[-1] == "three", "no worker answers after the lease was lost")

    # One key for the account, whichever worker serves it, and one for each of three conversations.
    counters = place.counters()
    expect(counters == {"keys": 4, "wrong_salts": 0}, f"the server counted {counters}")


def main():
    binaries = programs()
    if not binaries:
        print("Skipped: PostgreSQL is not installed (Debian: postgresql).")
        return SKIPPED
    # A short path, because it contains a socket.
    with tempfile.TemporaryDirectory(prefix="ag-", dir="/tmp") as directory, \
            tempfile.TemporaryDirectory() as working_directory:
        try:
            with postgres(binaries, directory) as database:
                subprocess.run([sys.argv[2]], env={**os.environ, "DATABASE": database}, check=True, timeout=LIMIT)
                place = Place(pathlib.Path(working_directory), sys.argv[1], DATABASE=database)
                try:
                    check_fleet(place, binaries, database, directory)
                finally:
                    place.close()
        except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
