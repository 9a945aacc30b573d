# SPDX-License-Identifier: MIT
"""Sends and receives the same files with this library, mtcute and Telethon, and prints what each costs.

compare_transfers.py --build BUILD [--sizes 64,256] [--rounds 3]

BUILD is a build directory with optimisation and -Dbenchmarks=true. The test server and each client are processes of their own, and the
clients run one after another, so that the figures of one run can be compared; the best of the rounds counts, and of the memory the highest.
Each client has its default settings and moves files between the disk and the server. What arrives is compared with what was sent, in both
directions. Libraries that are not installed are skipped.
"""

import argparse
import contextlib
import filecmp
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

import run  # noqa: E402

MIB = 1024 * 1024
DIRECTIONS = "upload", "download"


def told_by(command):
    """The JSON that a program prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout:
        sys.exit(f"{command[:2]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


class Server:
    """The test server, with a new key for each client."""

    def __init__(self, ours, keys):
        self.process = subprocess.Popen([ours, "serve", str(keys)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.port, self.keys = ready["port"], iter(ready["keys"])

    def next_client(self):
        return [self.port, next(self.keys)]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def write_file(path, size):
    with open(path, "wb") as file:
        for _ in range(size // MIB):
            file.write(os.urandom(MIB))


def compare(one, other, what):
    if not filecmp.cmp(one, other, shallow=False):
        sys.exit(f"what {what} differs from what was sent")


def measure(ours, clients, size, rounds, work):
    """All figures of each client, by direction."""
    figures = {name: {direction: [] for direction in DIRECTIONS} for name in clients}
    sent, received = work / "sent.bin", work / "received.bin"
    write_file(sent, size)
    server = Server(ours, 1 + len(clients) * (rounds + 1))
    with contextlib.ExitStack() as stack:
        stack.callback(server.end)
        stored = told_by([ours, "store", *server.next_client(), sent])
        place = [stored["id"], stored["access_hash"], stored["reference"]]
        for number in range(rounds):
            for name, command in clients.items():
                received.unlink(missing_ok=True)
                told = told_by([*command, *server.next_client(), sent, received, *place])
                compare(sent, received, f"{name} has received")
                for direction in DIRECTIONS:
                    figures[name][direction].append(told[direction])
                figures[name]["version"] = f"{name} {told['version']}, {told['runtime']}"
                if number == 0:
                    received.unlink()
                    fetched = [ours, "fetch", *server.next_client(), received, size, told["id"], told["parts"]]
                    subprocess.run([str(word) for word in fetched], check=True)
                    compare(sent, received, f"{name} has sent")
    return figures


def best(figures, size):
    """Speed and costs in the units of the table."""
    gigabytes = size / 1e9
    return {
        "speed": 1e3 * gigabytes / min(each["seconds"] for each in figures),
        "cpu": min(each["cpu"] for each in figures) / gigabytes,
        "memory": max(each["memory"] for each in figures) / MIB,
    }


def show(figures, size, rounds):
    print(f"\nA file of {size // MIB} MiB, the best of {rounds} rounds in one run; behind each figure its ratio to awaitgram's:\n")
    print("| client | direction | MB/s | CPU s per GB | peak memory, MiB |\n|---|---|---|---|---|")
    for direction in DIRECTIONS:
        ours = best(figures["awaitgram"][direction], size)
        for each in figures.values():
            row = best(each[direction], size)
            cells = [f"{row[what]:.3g} ({row[what] / ours[what]:.3g}×)" for what in ("speed", "cpu", "memory")]
            print(f"| {each['version']} | {direction} | {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", default="64,256", help="in MiB, each more than 10")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    ours = build / "benchmarks" / "benchmark_peer_transfers"
    clients = {"awaitgram": [ours]}

    work = build / "peers"
    work.mkdir(exist_ok=True)
    if missing := run.install_mtcute(work):
        print(f"mtcute: {missing}")
    else:
        clients["mtcute"] = ["node", work / "mtcute_transfers.mjs"]
    layer = re.search(r"LAYER (\d+)", (ROOT / "tl" / "api.tl").read_text())[1]
    for python in run.TELETHON_PYTHONS:
        if subprocess.run([python, "-c", "import telethon"], capture_output=True).returncode == 0:
            clients["Telethon"] = [python, HERE / "telethon_transfers.py", layer]
            break
    else:
        print("Telethon: it is not installed")

    with tempfile.TemporaryDirectory() as directory:
        for size in map(int, arguments.sizes.split(",")):
            figures = measure(ours, clients, size * MIB, arguments.rounds, pathlib.Path(directory))
            show(figures, size * MIB, arguments.rounds)


if __name__ == "__main__":
    main()
