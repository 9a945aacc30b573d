# SPDX-License-Identifier: MIT
"""Sends the same messages to a bot with twenty handlers in this library, mtcute and Telethon, and prints what each costs.

compare_handlers.py BUILD [--rounds 5] [--bursts 10] [--messages 1000] [--per-packet 100]

BUILD is a build directory with optimisation and -Dbenchmarks=true. Each bot is a process of its own; its time is that of its processor,
the best of the rounds. Libraries that are not installed are skipped; Telethon gets the messages in its own layer.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import run  # noqa: E402


def measure(build, counts, in_packet, *bot, written=None):
    """The processor time of a message, in nanoseconds, and what the bot says of itself."""
    feed = [build / "benchmarks" / "benchmark_feed", counts[-1], in_packet, *([written] if written else [])]
    with subprocess.Popen([str(word) for word in feed], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as pushing:
        ready = json.loads(pushing.stdout.readline())
        words = [*bot, ready["port"], ready["key"], *counts]
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
        pushing.stdin.close()
    if done.returncode != 0:
        sys.exit(f"{bot} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    return min(told["ns"]), told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bursts", type=int, default=10, help="in each round")
    parser.add_argument("--messages", type=int, default=1000, help="in each burst")
    parser.add_argument("--per-packet", type=int, default=100)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    counts = [arguments.rounds, arguments.bursts, arguments.messages]
    rows = []

    ours, _ = measure(build, counts, arguments.per_packet, build / "benchmarks" / "benchmark_peer_handlers")
    rows.append(("awaitgram", ours))

    work = build / "peers"
    work.mkdir(exist_ok=True)
    missing = run.install_mtcute(work)
    if missing:
        print(f"mtcute: {missing}")
    else:
        taken, told = measure(build, counts, arguments.per_packet, "node", work / "mtcute_handlers.mjs")
        rows.append((f"mtcute {told['version']}, {told['runtime']}", taken))

    script = HERE / "telethon_handlers.py"
    for python in run.TELETHON_PYTHONS:
        if subprocess.run([python, "-c", "import telethon"], capture_output=True).returncode == 0:
            with tempfile.TemporaryDirectory() as written:
                subprocess.run([python, script, "--write", written, *map(str, counts), str(arguments.per_packet)], check=True)
                taken, told = measure(build, counts, arguments.per_packet, python, script, written=written)
            rows.append((f"Telethon {told['version']}, {told['runtime']}", taken))
            break

    for name, taken in rows:
        print(f"{name}: {taken / 1e3:.2f} µs a message, {1e6 / taken:.1f} thousand a second ({taken / ours:.1f}×)")


if __name__ == "__main__":
    main()
