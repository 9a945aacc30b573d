# SPDX-License-Identifier: MIT
"""The headers cause no warning in a program that has more warnings than the project's own build and includes them by -I.

Both modes: the headers alone, where warnings of the optimiser count, too, and the program beside the library.
"""

import concurrent.futures
import subprocess
import sys
import time

from build_flags import compile_command, parse_arguments

WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wsign-conversion", "-Werror"]
HEADERS = [
    "awaitgram/awaitgram.hpp", "awaitgram/formats.hpp", "awaitgram/testing/clock.hpp", "awaitgram/testing/server.hpp",
    "awaitgram/testing/session_contract.hpp",
]
# The definitions for programs that use more than the umbrella.
DEFINITIONS = ["awaitgram/formats/src.hpp", "awaitgram/testing/src.hpp"]


def includes(headers):
    return "".join(f"#include <{header}>\n" for header in headers)


def main():
    arguments = parse_arguments()
    command = [
        word for word in compile_command(arguments.build) if not word.startswith(("-W", "-fsanitize")) and "SEPARATE" not in word
    ]
    # The optimiser warns about functions that are used, so there is a program.
    echo = (arguments.source / "examples" / "1_echo_bot.cpp").read_text()
    modes = {
        "headers alone": (["-O2", "-c", "-o", "warnings_alone.o"], includes(HEADERS + DEFINITIONS) + echo),
        "with the library": (["-O0", "-fsyntax-only", "-DAWAITGRAM_SEPARATE_COMPILATION"], includes(HEADERS)),
    }

    def compile_mode(mode):
        name, (flags, unit) = mode
        # A file, because compilers' caches know nothing of the standard input.
        source = arguments.build / f"warnings {name}.cpp".replace(" ", "_")
        source.write_text(unit)
        begun = time.monotonic()
        done = subprocess.run(
            [*command, *WARNINGS, *flags, source.name], cwd=arguments.build, capture_output=True, text=True
        )
        return done.stderr if done.returncode != 0 else "", time.monotonic() - begun

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, (errors, seconds) in zip(modes, pool.map(compile_mode, modes.items())):
            print(f"{name}: {seconds:.0f} s")
            if errors:
                failed += 1
                print(errors, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
