# SPDX-License-Identifier: MIT
"""packages.sh takes whichever package a system has: tried with programs in the place of Debian's."""

import os
import pathlib
import subprocess
import sys
import tempfile

from build_flags import parse_arguments

COMMON = {
    name: "9" for name in """meson ninja-build pkg-config python3 libasio-dev libssl-dev libsqlite3-dev zlib1g-dev doctest-dev
    nlohmann-json3-dev g++ cmake libbenchmark-dev postgresql libpq-dev libre2-dev libqrencode-dev""".split()
}
DEBIAN_12 = {"libboost1.81-dev": "1.81.0-5", "libboost-dev": "1.74.0.3", "clang-format-16": "1:16.0.6"}
DEBIAN_13 = {"libboost1.83-dev": "1.83.0-4", "libboost-dev": "1.83.0.2", "clang-format-19": "1:19.1.7"}

# The name of a case: its installed and its other packages, and then the packages that are installed or the text of an error.
CASES = {
    "Debian 12": (COMMON, DEBIAN_12, "Installing: libboost1.81-dev clang-format-16"),
    "Debian 12 with its default Boost": (
        COMMON | {"libboost-dev": "1.74.0.3"}, DEBIAN_12, "Installing: libboost1.81-dev clang-format-16"),
    "Debian 12, complete": (COMMON | DEBIAN_12, {}, None),
    "Debian 13": (COMMON, DEBIAN_13, "Installing: libboost-dev"),
    "Debian 13, complete": (COMMON | DEBIAN_13, DEBIAN_13, None),
    "a system whose Boost is too old": (
        COMMON, {"libboost-dev": "1.74.0.3"}, "has no package libboost1.81-dev|libboost-dev>=1.75, which is needed"),
}


def program(directory, name, text):
    path = directory / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def listing(packages, line):
    """Shell code that prints a line for each of the packages that is among the arguments."""
    cases = "".join(f"    {name}) printf '{line}\\n' '{name}' '{version}' ;;\n" for name, version in packages.items())
    return f'for name in "$@"; do\n    case $name in\n{cases}    *) ;;\n    esac\ndone\n'


def output_of(script, installed, others):
    with tempfile.TemporaryDirectory() as place:
        directory = pathlib.Path(place)
        program(directory, "dpkg-query", listing(installed, "%s %s install ok installed"))
        program(directory, "apt-cache", listing(installed | others, "Package: %s\\nVersion: %s\\n"))
        program(directory, "apt-get", ":\n")
        program(directory, "id", "echo 0\n")
        environment = {"PATH": f"{place}:{os.environ['PATH']}"}
        done = subprocess.run(["sh", script, "test"], env=environment, capture_output=True, text=True)
        return done.stdout + done.stderr


def main():
    script = parse_arguments().source / "tests" / "tools" / "packages.sh"
    failed = 0
    for name, (installed, others, expected) in CASES.items():
        output = output_of(script, installed, others)
        said = expected in output.replace("\n", " ") if expected else "Installing" not in output and "needed" not in output
        if not said:
            failed += 1
            print(f"{name}: expected {expected!r} but packages.sh says:\n{output}", file=sys.stderr)
    print(f"{len(CASES)} systems, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
