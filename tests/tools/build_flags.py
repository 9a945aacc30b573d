# SPDX-License-Identifier: MIT
"""Shared by the style checks: their arguments, and the compiler and flags of a build directory."""

import argparse
import json
import pathlib
import shlex


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    return parser.parse_args()


def compile_command(build):
    """The compiler and its flags for a unit that uses the library, without input, output and dependency files."""
    database = json.loads((build / "compile_commands.json").read_text())
    command = next(
        shlex.split(entry["command"]) for entry in database if entry["file"].endswith("flags_probe.cpp")
    )
    kept, skip = [], False
    for word in command:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MQ", "-MT"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD") and not word.endswith(".cpp") and not word.startswith(("-O", "-fdiagnostics-color")):
            kept.append(word)
    return kept


def headers(source):
    """Every header of the library, relative to include/, in order."""
    top = source / "include"
    return sorted(path.relative_to(top) for path in top.rglob("*.hpp"))
