# SPDX-License-Identifier: MIT
"""Checks that all C++ files are formatted. Skipped without clang-format 16: other versions format differently."""

import shutil
import subprocess
import sys

from build_flags import parse_arguments

SKIPPED = 77


def main():
    source = parse_arguments().source
    tool = next(filter(None, map(shutil.which, ["clang-format-16", "clang-format"])), None)
    version = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout if tool else ""
    if "version 16." not in version:
        print("Skipped: clang-format 16 is not installed (Debian: clang-format-16).")
        return SKIPPED
    files = sorted(
        str(path)
        for part in ("include", "generator", "tests", "examples", "benchmarks")
        for ending in ("*.hpp", "*.cpp")
        for path in (source / part).rglob(ending)
        if "node_modules" not in path.parts
    )
    print(f"{len(files)} files")
    return subprocess.run([tool, "--dry-run", "--Werror", *files]).returncode


if __name__ == "__main__":
    sys.exit(main())
