# SPDX-License-Identifier: MIT
"""Each tests/compile_fail/*.cpp must not compile, and the compiler must say what its first lines expect.

These are `// expect: REGEX`, each of which must be found. Further lines `// expect-clang: REGEX` or `// expect-gcc: REGEX` replace
them for one compiler. The file must compile when AWAITGRAM_CORRECT is defined, so that it fails for the reason it is meant to.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

from build_flags import compile_command, parse_arguments
from precompiled import precompile


def all_correct(files, compiled):
    """Whether the corrected files compile as one unit, each in a namespace of its own, which takes a fraction of their time alone."""
    included = sorted({line for path in files for line in re.findall(r"^#include <.+>$", path.read_text(), re.M)})
    cases = [f'namespace {path.stem} {{\n#include "{path}"\n}}' for path in files]
    return compiled("-DAWAITGRAM_CORRECT", "-x", "c++", "-", input="\n".join([*included, *cases, ""])).returncode == 0


def first_include(path):
    """The header that a file includes first, before anything else that could change what it means."""
    return next(iter(re.findall(r"^#include <(awaitgram/.+)>$", path.read_text(), re.M)), "")


def main():
    arguments = parse_arguments()
    command = [word for word in compile_command(arguments.build) if not word.startswith("-fsanitize")]
    command += ["-O0", "-fsyntax-only", "-Wno-error"]
    version = subprocess.run([command[0], "--version"], capture_output=True, text=True).stdout
    family = "clang" if "clang" in version else "gcc"
    files = sorted((arguments.source / "tests" / "compile_fail").glob("*.cpp"))

    def compiled(*arguments_of_it, **more):
        return subprocess.run([*command, *arguments_of_it], cwd=arguments.build, capture_output=True, text=True, **more)

    correctable = [path for path in files if "AWAITGRAM_CORRECT" in path.read_text()]
    if all_correct(correctable, compiled):
        correctable = []

    def complaint(path):
        text = path.read_text()
        if not text.startswith("// expect: "):
            return "has no `// expect: REGEX` in its first line"
        expected = re.findall(rf"^// expect-{family}: (.+)$", text, re.M) or re.findall(r"^// expect: (.+)$", text, re.M)
        wrong = compiled(*precompiled.get(first_include(path), []), path)
        if wrong.returncode == 0:
            return "compiles, but must not"
        unsaid = [each for each in expected if not re.search(each, wrong.stderr)]
        if unsaid:
            return f"does not say {unsaid} but:\n{wrong.stderr}"
        if path in correctable:
            correct = compiled("-DAWAITGRAM_CORRECT", path)
            if correct.returncode != 0:
                return f"does not compile with AWAITGRAM_CORRECT either:\n{correct.stderr}"
        return None

    failed = 0
    firsts = [first_include(path) for path in files]
    with (
        tempfile.TemporaryDirectory() as directory,
        concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        often = {name for name in firsts if name and firsts.count(name) > 2}
        precompiled = precompile(command, arguments.build, directory, often)
        for path, problem in zip(files, pool.map(complaint, files)):
            if problem:
                failed += 1
                print(f"{path.name} {problem}", file=sys.stderr)
    print(f"{len(files)} files, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
