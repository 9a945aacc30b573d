# SPDX-License-Identifier: MIT
"""The headers compile with libc++, Clang's own standard library, as on macOS. Skipped where it is not installed."""

import shutil
import subprocess
import sys

from build_flags import compile_command, parse_arguments
from check_warnings import DEFINITIONS, HEADERS, includes

SKIPPED = 77
COMPILERS = ["clang++-16", "clang++", *(f"clang++-{version}" for version in range(17, 30))]


def with_libcxx():
    """A Clang that has libc++, both of at least version 16."""
    probe = "#include <version>\n#if !defined(_LIBCPP_VERSION) || _LIBCPP_VERSION < 16000\n#error\n#endif\n"
    for name in filter(shutil.which, COMPILERS):
        command = [name, "-stdlib=libc++", "-std=c++20", "-fsyntax-only", "-x", "c++", "-"]
        if subprocess.run(command, input=probe, text=True, capture_output=True).returncode == 0:
            return name
    return None


def main():
    arguments = parse_arguments()
    compiler = with_libcxx()
    if compiler is None:
        print("Skipped: no Clang with libc++ 16 or later is installed (Debian: clang-16 and libc++-16-dev).")
        return SKIPPED
    words = compile_command(arguments.build)
    kept = [word for word in words if word.startswith(("-I", "-isystem", "-D")) and "SEPARATE" not in word]
    command = [compiler, "-stdlib=libc++", "-std=c++20", "-Wall", "-Wextra", "-Werror", *kept, "-fsyntax-only", "-x", "c++", "-"]
    # In this mode the umbrella contains all definitions.
    done = subprocess.run(command, input=includes(HEADERS + DEFINITIONS), cwd=arguments.build, text=True)
    print(f"{compiler}: {'passed' if done.returncode == 0 else 'failed'}")
    return 1 if done.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
