# SPDX-License-Identifier: MIT
"""Installs the library into the build directory, then builds and runs a program against it with CMake and pkg-config.

Also builds the program against the build directory itself.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77


def run(*command, environment=None):
    done = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def expect_version(program, how):
    printed = run(program).strip()
    print(f"through {how}: {printed}")
    if not printed.startswith("awaitgram "):
        sys.exit(f"the program built through {how} printed {printed!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--cxx", nargs=argparse.REMAINDER, required=True)
    arguments = parser.parse_args()
    for tool in ("cmake", "pkg-config"):
        if not shutil.which(tool):
            print(f"Skipped: {tool} is not installed.")
            return SKIPPED

    work = arguments.build / "tests" / "install"
    shutil.rmtree(work / "stage", ignore_errors=True)
    shutil.rmtree(work / "cmake", ignore_errors=True)
    run("meson", "install", "--no-rebuild", "--quiet", "-C", arguments.build, "--destdir", work / "stage")
    prefix = pathlib.Path(f"{work}/stage{arguments.prefix}")
    program = arguments.source / "tests" / "install" / "program.cpp"

    environment = dict(os.environ, PKG_CONFIG_PATH=str(prefix / "share" / "pkgconfig"))
    flags = run("pkg-config", "--define-prefix", "--cflags", "--libs", "awaitgram", environment=environment).split()
    # The flags must refer to the staged copy, not to the source tree.
    if str(arguments.source / "include") in " ".join(flags):
        sys.exit(f"pkg-config names the source tree: {flags}")
    run(*arguments.cxx, "-std=c++20", program, "-o", work / "with_pkg_config", *flags)
    expect_version(work / "with_pkg_config", "pkg-config")

    # A build directory serves programs without an installation.
    environment["PKG_CONFIG_PATH"] = str(arguments.build / "meson-uninstalled")
    flags = run("pkg-config", "--cflags", "--libs", "awaitgram", environment=environment).split()
    run(*arguments.cxx, "-std=c++20", program, "-o", work / "with_build_directory", *flags)
    expect_version(work / "with_build_directory", "pkg-config and the build directory")

    run(
        "cmake", "-S", arguments.source / "tests" / "install", "-B", work / "cmake",
        f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={arguments.cxx[-1]}",
    )
    run("cmake", "--build", work / "cmake")
    expect_version(work / "cmake" / "program", "cmake")
    return 0


if __name__ == "__main__":
    sys.exit(main())
