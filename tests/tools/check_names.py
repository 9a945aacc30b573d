# SPDX-License-Identifier: MIT
"""The names in examples/from_pyrogram.md exist: functions of the library in its headers, raw methods in the schema.

Of `telegram.name`, `message.name` and the like the name must be declared in a public header; `raw` is followed by methods of tl/api.tl. Links to
other files of the guide must lead to files.
"""

import re
import sys

from build_flags import parse_arguments

PAGES = ["examples/README.md", "examples/from_pyrogram.md"]
FLOORS = ["methods", "types", "client", "bot", "dispatcher", "login"]
OWNERS = "telegram|message|press|query|request|bot|userbot"
CALL = re.compile(rf"`(?:{OWNERS})\.(\w+)")
RAW = re.compile(r"`([a-z]+\.[a-z]\w+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def declared(source):
    names = set()
    for floor in FLOORS:
        for header in (source / "include" / "awaitgram" / floor).glob("**/*.hpp"):
            if "impl" not in header.parts:
                names.update(re.findall(r"\b(\w+)\s*[(<]", header.read_text()))
    return names


def problems_of(name, text, names, methods, folder):
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if name.endswith("from_pyrogram.md") and line.startswith("| `"):
            ours = cells[-1].rstrip("| ")
            for word in CALL.findall(ours):
                if word not in names:
                    yield f"{name}: no header declares {word}"
            for method in RAW.findall(ours):
                if method.split(".")[0] not in OWNERS.split("|") and method not in methods:
                    yield f"{name}: the schema has no {method}"
        for target in LINK.findall(line):
            if "://" not in target and not (folder / target).exists():
                yield f"{name}: {target} does not exist"


def main():
    source = parse_arguments().source
    names = declared(source)
    functions = (source / "tl" / "api.tl").read_text().split("---functions---")[1]
    methods = set(re.findall(r"^([a-z]+\.\w+)#", functions, re.M))
    problems = []
    for page in PAGES:
        path = source / page
        problems += problems_of(page, path.read_text(), names, methods, path.parent)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(PAGES)} pages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
