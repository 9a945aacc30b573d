# SPDX-License-Identifier: MIT
"""What compiling costs: user CPU seconds and peak memory of each unit, beside a bare Asio unit in the same run, and what
comes out.

    python3 benchmarks/compile_cost.py --build build [--cxx g++ clang++-16] [--flags=-O2] [--runs 3] [--json FILE] [--check]

The smallest of the runs counts for time, the largest for memory. With --check the exit code says whether g++ -O2 keeps the
limits of benchmarks/limits.py.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "tools"))

import limits  # noqa: E402
from build_flags import compile_command  # noqa: E402

# What a program that links the library defines.
SEPARATE = ("-DAWAITGRAM_SEPARATE_COMPILATION", "-DASIO_SEPARATE_COMPILATION")
# The headers that a project precompiles once: all of them.
PRECOMPILED = "benchmarks/compile_cost/umbrella.hpp"
UNITS = {
    "bare Asio": ["benchmarks/compile_cost/bare_asio.cpp"],
    "generated types": ["benchmarks/compile_cost/types.cpp"],
    "decoding": ["benchmarks/compile_cost/decode.cpp", *SEPARATE],
    "umbrella": ["benchmarks/compile_cost/umbrella.cpp", *SEPARATE],
    "echo bot": ["examples/1_echo_bot.cpp", *SEPARATE],
    "precompiling the umbrella, once": [PRECOMPILED, *SEPARATE, "-x", "c++-header"],
    "echo bot, umbrella precompiled": ["examples/1_echo_bot.cpp", *SEPARATE],
    "decoding, headers alone": ["benchmarks/compile_cost/decode.cpp"],
    "umbrella, headers alone": ["benchmarks/compile_cost/umbrella.cpp"],
    "echo bot, headers alone": ["examples/1_echo_bot.cpp"],
}
TABLE_HEAD = (
    "| unit | user CPU, s | times the bare unit | peak memory, MB | object: code and data, KB |\n|---|---|---|---|---|"
)


def cost(command, build):
    """User seconds and megabytes of the largest process that one compilation took."""
    # A compiler cache would be measured instead of the compiler.
    pid = subprocess.Popen(command, cwd=build, env={**os.environ, "CCACHE_DISABLE": "1"}).pid
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime, usage.ru_maxrss / 1024


def precompiled_name(header, compiler):
    """Where a compiler looks for the precompiled form of a header that is included by `-include`."""
    return f"{header}.{'pch' if 'clang' in compiler else 'gch'}"


def object_size(path):
    """Kilobytes of code and data, without debugging information and symbols."""
    printed = subprocess.run(["size", path], capture_output=True, text=True, check=True).stdout
    text, data, *_ = printed.splitlines()[1].split()
    return (int(text) + int(data)) / 1024


def measure(build, compilers, flags, runs):
    """A row for each compiler, option and unit."""
    left_out = ("-fsanitize", "-Werror", "-Wno-", "-g", *SEPARATE)
    configured, *options = [word for word in compile_command(build) if not word.startswith(left_out)]
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        header = pathlib.Path(directory) / "umbrella.hpp"
        header.write_text((SOURCE / PRECOMPILED).read_text())
        output = pathlib.Path(directory) / "unit.o"
        for compiler in compilers or [configured]:
            for level in flags:
                best = {name: [] for name in UNITS}
                sizes = {}
                # In rounds, so that a busy moment of the machine does not affect only one unit.
                for _ in range(runs):
                    for name, (path, *defines) in UNITS.items():
                        words = [compiler, *options, *shlex.split(level), *defines, "-w", "-c", str(SOURCE / path)]
                        if path == PRECOMPILED:
                            made = precompiled_name(header, compiler)
                            best[name].append(cost([*words[:-1], str(header), "-o", made], build))
                            sizes[name] = 0
                            continue
                        if name.endswith("umbrella precompiled"):
                            words = [*words, "-include", str(header)]
                        best[name].append(cost([*words, "-o", str(output)], build))
                        sizes[name] = object_size(output)
                bare = min(best["bare Asio"])[0]
                for name, each in best.items():
                    seconds = min(each)[0]
                    rows.append(
                        {
                            "compiler": compiler,
                            "flags": level,
                            "unit": name,
                            "seconds": seconds,
                            "times_bare": seconds / bare,
                            "megabytes": max(used for _, used in each),
                            "object_kilobytes": sizes[name],
                        }
                    )
    return rows


def table(rows):
    """Markdown, for rows of one compiler and option."""
    lines = [TABLE_HEAD]
    for row in rows:
        lines.append(
            f"| {row['unit']} | {row['seconds']:.2f} | {row['times_bare']:.2f} | {row['megabytes']:.0f} "
            f"| {row['object_kilobytes']:.0f} |"
        )
    return "\n".join(lines)


def by_compiler(rows):
    """The rows of each compiler and option, in order."""
    groups = {}
    for row in rows:
        groups.setdefault((row["compiler"], row["flags"]), []).append(row)
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--cxx", nargs="+")
    parser.add_argument("--flags", nargs="+", default=["-O2"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    rows = measure(arguments.build, arguments.cxx, arguments.flags, arguments.runs)
    for (compiler, flags), part in by_compiler(rows).items():
        print(f"{compiler} {flags}\n\n{table(part)}\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")
    kept = [row for row in limits.judge(limits.Figures({}, rows)) if row["measured"] is not None]
    for row in kept:
        print(f"{row['what']}: {row['measured']:.3g} {row['unit']}, at most {row['limit']:g}: {row['verdict']}")
    return 1 if arguments.check and any(row["verdict"] == "missed" for row in kept) else 0


if __name__ == "__main__":
    sys.exit(main())
