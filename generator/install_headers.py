#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Installs the generated headers of a build. Usage: install_headers.py FROM TO; meson runs it and sets its environment."""

import os
import pathlib
import shutil
import sys


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2])
    if target.is_absolute():
        target = pathlib.Path(os.environ.get("DESTDIR", "") + str(target))
    else:
        target = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"]) / target
    for header in sorted(source.rglob("*.hpp")):
        place = target / header.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(header, place)


if __name__ == "__main__":
    main()
