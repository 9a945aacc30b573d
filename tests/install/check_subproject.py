# SPDX-License-Identifier: MIT
"""A project that has this one as a subproject configures without a warning about it, and builds the library alone."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

MESON_BUILD = """project('user', 'cpp', meson_version: '>=1.0.1', default_options: ['cpp_std=c++20'])
executable('user', 'user.cpp', dependencies: dependency('awaitgram', fallback: 'awaitgram'))
"""
UNIT = """#include <awaitgram/awaitgram.hpp>
int main() {}
"""

parser = argparse.ArgumentParser()
parser.add_argument("--source", required=True)
parser.add_argument("--cxx", nargs="+", required=True)
arguments = parser.parse_args()

with tempfile.TemporaryDirectory() as directory:
    project = pathlib.Path(directory)
    (project / "meson.build").write_text(MESON_BUILD)
    (project / "user.cpp").write_text(UNIT)
    (project / "subprojects").mkdir()
    (project / "subprojects" / "awaitgram").symlink_to(pathlib.Path(arguments.source).resolve())
    configured = subprocess.run(
        ["meson", "setup", "build"], cwd=project, capture_output=True, text=True,
        env={**os.environ, "CXX": " ".join(arguments.cxx)},
    )
    if configured.returncode != 0:
        sys.exit(configured.stdout + configured.stderr)
    problems = [line for line in configured.stdout.splitlines() if "WARNING" in line or "DEPRECAT" in line.upper()]
    if "doctest" in configured.stdout:
        problems.append("the tests' dependencies are looked for")
    listed = subprocess.run(
        ["meson", "introspect", "build", "--targets"], cwd=project, capture_output=True, text=True, check=True
    )
    wanted = ("libawaitgram.a", "awaitgram_generate", "user", "flags_probe")
    for target in json.loads(listed.stdout):
        built = target["build_by_default"] and target["type"] in ("executable", "static library", "shared library")
        for name in map(os.path.basename, target["filename"]):
            if built and name not in wanted:
                problems.append(f"{name} is built, too")
    if not problems:
        print("a subproject builds the library alone")
    sys.exit("\n".join(problems) or 0)
