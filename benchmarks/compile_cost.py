# SPDX-License-Identifier: MIT
"""What compiling costs: user CPU seconds and peak memory of each unit, beside a bare Asio unit in the same run.

    python3 benchmarks/compile_cost.py --build build [--cxx g++ clang++-16] [--flags=-O2] [--runs 3] [--check]

The smallest of the runs counts. With --check the exit code says whether the echo bot, compiled by g++ -O2, keeps the
limits that README.md names.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "tools"))

from build_flags import compile_command  # noqa: E402

SEPARATE = "-DAWAITGRAM_SEPARATE_COMPILATION"
UNITS = {
    "bare Asio": ["benchmarks/compile_cost/bare_asio.cpp"],
    "generated types": ["benchmarks/compile_cost/types.cpp"],
    "umbrella": ["benchmarks/compile_cost/umbrella.cpp", SEPARATE],
    "echo bot": ["examples/1_echo_bot.cpp", SEPARATE],
    "umbrella, headers alone": ["benchmarks/compile_cost/umbrella.cpp"],
    "echo bot, headers alone": ["examples/1_echo_bot.cpp"],
}
# name: most seconds, most times the bare unit, most MB; None where there is no limit.
LIMITS = {
    "generated types": (2.5, None, 300),
    "echo bot": (None, 2.2, 700),
}


def cost(command, build):
    """User seconds and megabytes of the largest process that one compilation took."""
    pid = subprocess.Popen(command, cwd=build).pid
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--cxx", nargs="+")
    parser.add_argument("--flags", default="-O2")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    left_out = ("-fsanitize", "-Werror", "-Wno-", "-g", SEPARATE)
    configured, *flags = [word for word in compile_command(arguments.build) if not word.startswith(left_out)]

    broken = []
    output = tempfile.NamedTemporaryFile(suffix=".o")
    for compiler in arguments.cxx or [configured]:
        print(f"{compiler} {arguments.flags}\n")
        print("| unit | user CPU, s | times the bare unit | peak memory, MB |\n|---|---|---|---|")
        best = {name: [] for name in UNITS}
        # Round after round, so that a busy moment of the machine doesn't fall on one unit alone.
        for _ in range(arguments.runs):
            for name, (path, *defines) in UNITS.items():
                options = [*flags, *arguments.flags.split(), *defines]
                unit = [compiler, *options, "-w", "-c", str(SOURCE / path), "-o", output.name]
                best[name].append(cost(unit, arguments.build))
        bare = min(best["bare Asio"])[0]
        for name, runs in best.items():
            seconds, memory = min(runs)[0], max(used for _, used in runs)
            print(f"| {name} | {seconds:.2f} | {seconds / bare:.2f} | {memory:.0f} |")
            for value, limit in zip((seconds, seconds / bare, memory), LIMITS.get(name, ())):
                if limit is not None and value > limit:
                    broken.append(f"{compiler}: {name}: {value:.2f} is more than {limit}")
        print()
    for line in broken:
        print(line)
    return 1 if arguments.check and broken else 0


if __name__ == "__main__":
    sys.exit(main())
