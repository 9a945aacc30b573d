# SPDX-License-Identifier: MIT
"""Every header compiles alone, and a second inclusion of it changes nothing. What is in detail/ and impl/ is compiled through src.hpp.

What passed is remembered in the build directory and not compiled again until a header it includes changes. A header is compiled
after a precompiled one that it includes anyway, which hides nothing but an order of includes; by Clang where it is installed, which
reads precompiled headers in a fraction of GCC's time.
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

from build_flags import compile_command, headers, parse_arguments
from precompiled import Includes, hubs, precompile

CLANGS = ["clang++-16", *(f"clang++-{version}" for version in range(17, 30))]
# Headers that need a library which the system may lack, and a header of that library.
OPTIONAL = {"awaitgram/dispatcher/filters/regex.hpp": "re2/re2.h", "awaitgram/login/qr_terminal.hpp": "qrencode.h"}


def main():
    arguments = parse_arguments()
    command = header_command(arguments.build)
    # Headers in detail/ belong to the header that includes them, those in impl/ to src.hpp, the parts of the test server to it.
    every = [
        str(path)
        for path in headers(arguments.source)
        if not {"detail", "impl"} & set(path.parts) and path.parts[1:-2] != ("testing", "server")
    ]
    every += generated_headers(command, arguments.build)

    for header, needed in OPTIONAL.items():
        if subprocess.run([*command, "-"], input=f"#include <{needed}>\n", text=True, capture_output=True).returncode != 0:
            every.remove(header)

    memory = arguments.build / "checked_headers.json"
    known = json.loads(memory.read_text()) if memory.exists() else {}
    if known.get("command") != command:
        known = {"command": command}

    def state_of(paths):
        """The time of the last change of the project's own files among these."""
        return {path: os.stat(arguments.build / path).st_mtime_ns for path in paths if "awaitgram/" in path}

    def unchanged(header):
        try:
            return header in known and known[header] == state_of(known[header])
        except FileNotFoundError:
            return False

    def compile_twice(header):
        """The compiler's errors, if any, and the files it read."""
        with tempfile.NamedTemporaryFile("r", suffix=".d") as read:
            unit = f"#include <{header}>\n#include <{header}>\nint main() {{}}\n"
            if header.endswith(("/src.hpp", "/src_asio.hpp", "/src_client.hpp", "/src_engine.hpp", "/src_files.hpp", "/src_methods.hpp")):
                unit = "#ifndef AWAITGRAM_SEPARATE_COMPILATION\n#define AWAITGRAM_SEPARATE_COMPILATION\n#endif\n" + unit
            before = precompiled.get(hub_of.get(header), [])
            done = subprocess.run(
                [*command, *before, "-MD", "-MF", read.name, "-"], input=unit, cwd=arguments.build, capture_output=True, text=True
            )
            if done.returncode != 0:
                return done.stderr, {}
            return "", state_of(read.read().replace("\\\n", " ").split()[1:])

    changed = [header for header in every if not unchanged(header)]
    failed = 0
    with (
        tempfile.TemporaryDirectory() as directory,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        hub_of = hubs(changed, Includes(command, arguments.build))
        precompiled = precompile(command, arguments.build, directory, set(hub_of.values()))
        for header, (errors, files) in zip(changed, pool.map(compile_twice, changed)):
            known.pop(header, None)
            if errors:
                failed += 1
                print(f"{header} does not compile alone:\n{errors}", file=sys.stderr)
            else:
                known[header] = files
    memory.write_text(json.dumps(known))
    print(f"{len(every)} headers, {len(changed)} of them compiled, {failed} failed")
    return 1 if failed else 0


def header_command(build):
    """The command that compiles one header. Sanitizers do not affect the syntax but cost time."""
    words = compile_command(build)
    syntax = ["-O0", "-fsyntax-only", "-x", "c++"]
    clang = next(filter(shutil.which, CLANGS), None)
    if clang is None or "clang" in words[0]:
        return [word for word in words if not word.startswith("-fsanitize")] + syntax
    kept = [word for word in words if word.startswith(("-I", "-isystem", "-D", "-std="))]
    return [clang, *kept, "-Wall", "-Wextra", "-Wpedantic", "-Werror", *syntax]


def generated_headers(command, build):
    """The generated headers, but only one of methods/ for each schema, because they are all alike."""
    for word in command:
        directory = build / word[2:] if word.startswith("-I") else None
        if directory is None or build not in directory.resolve().parents:
            continue
        for schema in sorted(directory.glob("awaitgram/*")):
            sample = sorted(schema.glob("methods/*.hpp"))[:1]
            yield from (str(path.relative_to(directory)) for path in sorted(schema.glob("*.hpp")) + sample)


if __name__ == "__main__":
    sys.exit(main())
