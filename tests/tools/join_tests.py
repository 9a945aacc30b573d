# SPDX-License-Identifier: MIT
"""Writes units that include several test files each: join_tests.py UNIT... -- SOURCE...

Each file is in a namespace of its own, so that their names do not meet; what they include comes first. Files with the line
`// joined: names of types` test such names, which a namespace would change; they come last, without one.
"""

import pathlib
import re
import sys


def includes(source):
    for name in re.findall(r"^#include (.+)$", source.read_text(), re.M):
        beside = source.parent / name.strip('"')
        if name.startswith("<") or not beside.exists():
            yield name
        elif beside.suffix == ".cpp":
            yield from includes(beside)
        else:
            yield f'"{beside.resolve()}"'


def joined(sources):
    included, parts, unwrapped = {}, [], []
    for source in sources:
        included |= {f"#include {name}\n": None for name in includes(source)}
        if "\n// joined: names of types\n" in source.read_text():
            unwrapped.append(f'#include "{source.resolve()}"\n')
            continue
        space = re.sub(r"\W", "_", f"{source.parent.name}_{source.stem}")
        parts.append(f'namespace joined_{space} {{\n#include "{source.resolve()}"\n}}\n')
    return "".join([*included, *parts, *unwrapped])


def main():
    divider = sys.argv.index("--")
    units, sources = sys.argv[1:divider], [pathlib.Path(name) for name in sys.argv[divider + 1 :]]
    size = -(-len(sources) // len(units))
    for number, unit in enumerate(units):
        pathlib.Path(unit).write_text(joined(sources[number * size : (number + 1) * size]))


if __name__ == "__main__":
    main()
