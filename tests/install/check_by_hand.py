# SPDX-License-Identifier: MIT
"""Builds a program as the README says for users without a build system: installed headers, a compiler and its command line.

The files and commands are those of the README, with another compiler, prefix and level of optimisation: once with all definitions
in one unit of the program, once with the headers alone.
"""

import argparse
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

from check_install import expect_version, run

BLOCKS = re.compile(r"<!-- (built by hand: [\w ]+) -->\n```(cpp|sh)\n(.*?)```", re.S)
SEPARATE = "built by hand: one unit with all definitions"
COMMANDS = "built by hand: commands"
ALONE = "built by hand: headers alone"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--cxx", nargs=argparse.REMAINDER, required=True)
    arguments = parser.parse_args()
    blocks = {name: text for name, _, text in BLOCKS.findall((arguments.source / "README.md").read_text())}
    if set(blocks) != {SEPARATE, COMMANDS, ALONE}:
        sys.exit(f"README.md has these blocks: {sorted(blocks)}")

    work = (arguments.build / "tests" / "by_hand").resolve()
    shutil.rmtree(work, ignore_errors=True)
    run("meson", "install", "--no-rebuild", "--quiet", "-C", arguments.build, "--destdir", work / "stage")
    prefix = pathlib.Path(f"{work}/stage{arguments.prefix}")
    # The library itself must not be needed.
    for library in prefix.rglob("libawaitgram.a"):
        library.unlink()

    # What the build system defines for all units must not be missing in the commands.
    described = (prefix / "share" / "pkgconfig" / "awaitgram-headers.pc").read_text()
    defined = [word for word in described.split() if word.startswith("-D")]
    missing = [word for word in defined if word not in re.split(r'[\s"]+', blocks[COMMANDS])]
    if missing:
        sys.exit(f"the commands of README.md lack {missing}")

    def build(name, commands):
        directory = work / name
        directory.mkdir()
        shutil.copy(arguments.source / "tests" / "install" / "program.cpp", directory / "my_bot.cpp")
        (directory / "awaitgram.cpp").write_text(blocks[SEPARATE])
        script = commands.replace("/usr/local/include", str(prefix / "include")).replace("-O2", "-O0")
        script = re.sub(r"^g\+\+", shlex.join(arguments.cxx), script, flags=re.M)
        done = subprocess.run(["sh", "-e", "-c", script], cwd=directory, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{script} failed:\n{done.stdout}{done.stderr}")
        expect_version(directory / "my_bot", name.replace("_", " "))

    flags = blocks[COMMANDS].splitlines()[0]
    build("one_unit_with_all_definitions", blocks[COMMANDS])
    build("headers_alone", f"{flags}\n{blocks[ALONE]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
