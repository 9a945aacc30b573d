# SPDX-License-Identifier: MIT
"""The map of the library, include/awaitgram/README.md, against the tree: every floor has its line, in the order of check_layers.py;
every folder is mentioned; every file that the map names exists."""

import pathlib
import re
import sys

from build_flags import parse_arguments
from check_layers import LAYERS

MAP = "include/awaitgram/README.md"
GENERATED = {"api", "mtproto_api"}
MOST_LINES = 150
# Every floor may have these: the map explains them once.
COMMON = {"detail", "impl"}
FLOOR = re.compile(r"^\| `(\w+)/` \|", re.M)
PATH = re.compile(r"`([\w./-]+/[\w./-]*)`")


def folders(library):
    """The folders below the library's, relative to it, except those that every floor may have."""
    paths = (path.relative_to(library) for path in library.rglob("*") if path.is_dir())
    return sorted(path.as_posix() for path in paths if path.name not in COMMON)


def problems(source):
    library = source / "include/awaitgram"
    text = (source / MAP).read_text()
    if text.count("\n") > MOST_LINES:
        yield f"has {text.count(chr(10))} lines, more than {MOST_LINES}"
    all_folders = folders(library)
    floors = [name for name in LAYERS if name in GENERATED or name in all_folders]
    lines = FLOOR.findall(text)
    if lines != floors:
        yield f"lists the floors {' '.join(lines)}; the tree has {' '.join(floors)}"
    for folder in all_folders:
        if f"`{folder}/`" not in text:
            yield f"does not mention `{folder}/`"
    for path in PATH.findall(text):
        if path.rstrip("/") in GENERATED | COMMON:
            continue
        places = (library, source, source / "include")
        if not any((place / path).exists() for place in places):
            yield f"names {path}, which does not exist"


def main():
    source = pathlib.Path(parse_arguments().source)
    found = list(problems(source))
    for problem in found:
        print(f"{MAP} {problem}", file=sys.stderr)
    print(f"{len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
