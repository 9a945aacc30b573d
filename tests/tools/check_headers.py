# SPDX-License-Identifier: MIT
"""Every header compiles alone, and a second inclusion of it changes nothing. What is in detail/ and impl/ is compiled through src.hpp.

What passed is remembered in the build directory and not compiled again until a header it includes changes.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

from build_flags import compile_command, headers, parse_arguments

# Headers that need a library which the system may lack, and a header of that library.
OPTIONAL = {"awaitgram/dispatcher/filters/regex.hpp": "re2/re2.h", "awaitgram/login/qr_terminal.hpp": "qrencode.h"}


def main():
    arguments = parse_arguments()
    command = compile_command(arguments.build) + ["-O0", "-fsyntax-only", "-x", "c++"]
    # Sanitizers do not affect the syntax but cost time.
    command = [word for word in command if not word.startswith("-fsanitize")]
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
            if header.endswith(("/src.hpp", "/src_client.hpp", "/src_engine.hpp", "/src_methods.hpp")):
                unit = "#ifndef AWAITGRAM_SEPARATE_COMPILATION\n#define AWAITGRAM_SEPARATE_COMPILATION\n#endif\n" + unit
            done = subprocess.run(
                [*command, "-MD", "-MF", read.name, "-"], input=unit, cwd=arguments.build, capture_output=True, text=True
            )
            if done.returncode != 0:
                return done.stderr, {}
            return "", state_of(read.read().replace("\\\n", " ").split()[1:])

    changed = [header for header in every if not unchanged(header)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
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
