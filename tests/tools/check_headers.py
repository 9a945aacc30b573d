# SPDX-License-Identifier: MIT
"""Every header compiles alone, and a second inclusion of it changes nothing."""

import concurrent.futures
import os
import subprocess
import sys

from build_flags import compile_command, headers, parse_arguments


def main():
    arguments = parse_arguments()
    command = compile_command(arguments.build) + ["-O0", "-fsyntax-only", "-x", "c++", "-"]
    # Sanitizers change nothing in the syntax but cost time.
    command = [word for word in command if not word.startswith("-fsanitize")]

    def compile_twice(header):
        unit = f"#include <{header}>\n#include <{header}>\nint main() {{}}\n"
        done = subprocess.run(command, input=unit, cwd=arguments.build, capture_output=True, text=True)
        return header, done.returncode, done.stderr

    failed = 0
    every = [str(path) for path in headers(arguments.source)]
    every += generated_headers(command, arguments.build)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, code, errors in pool.map(compile_twice, every):
            if code != 0:
                failed += 1
                print(f"{header} does not compile alone:\n{errors}", file=sys.stderr)
    print(f"{len(every)} headers, {failed} failed")
    return 1 if failed else 0


def generated_headers(command, build):
    """The generated headers; of the many in methods/, which all open alike, one for each schema."""
    for word in command:
        directory = build / word[2:] if word.startswith("-I") else None
        if directory is None or build not in directory.resolve().parents:
            continue
        for schema in sorted(directory.glob("awaitgram/*")):
            sample = sorted(schema.glob("methods/*.hpp"))[:1]
            yield from (str(path.relative_to(directory)) for path in sorted(schema.glob("*.hpp")) + sample)


if __name__ == "__main__":
    sys.exit(main())
