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

from build_flags import compile_command, parse_arguments


def main():
    arguments = parse_arguments()
    command = [word for word in compile_command(arguments.build) if not word.startswith("-fsanitize")]
    command += ["-O0", "-fsyntax-only", "-Wno-error"]
    version = subprocess.run([command[0], "--version"], capture_output=True, text=True).stdout
    family = "clang" if "clang" in version else "gcc"
    files = sorted((arguments.source / "tests" / "compile_fail").glob("*.cpp"))

    def complaint(path):
        text = path.read_text()
        if not text.startswith("// expect: "):
            return "has no `// expect: REGEX` in its first line"
        expected = re.findall(rf"^// expect-{family}: (.+)$", text, re.M) or re.findall(r"^// expect: (.+)$", text, re.M)
        compiled = subprocess.run([*command, path], cwd=arguments.build, capture_output=True, text=True)
        if compiled.returncode == 0:
            return "compiles, but must not"
        unsaid = [each for each in expected if not re.search(each, compiled.stderr)]
        if unsaid:
            return f"does not say {unsaid} but:\n{compiled.stderr}"
        if "AWAITGRAM_CORRECT" in text:
            corrected = [*command, "-DAWAITGRAM_CORRECT", path]
            compiled = subprocess.run(corrected, cwd=arguments.build, capture_output=True, text=True)
            if compiled.returncode != 0:
                return f"does not compile with AWAITGRAM_CORRECT either:\n{compiled.stderr}"
        return None

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, problem in zip(files, pool.map(complaint, files)):
            if problem:
                failed += 1
                print(f"{path.name} {problem}", file=sys.stderr)
    print(f"{len(files)} files, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
