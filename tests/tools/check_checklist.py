# SPDX-License-Identifier: MIT
"""Every number of the security checklist, S-01 to S-104, stands at a test: in a comment behind the test's name.

Numbers of features to come are in TO_COME; one that gets a test leaves that table. `--list` shows the tests of each number.
"""

import argparse
import pathlib
import re
import sys

TO_COME = {
    "temporary keys": (80, 81),
}

NUMBER = re.compile(r"(?<![\w-])S-(\d{2,3})\b")
CASE = re.compile(r'(?:TEST_CASE|SUBCASE)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)\s*\{?\s*(//[^\n]*)?')


def tags(text):
    """The pairs of a number and the name of a test that a file has."""
    for case in CASE.finditer(text):
        name = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', case[1]))
        for number in NUMBER.findall(case[2] or ""):
            yield int(number), name


def missing(tagged):
    to_come = {number for numbers in TO_COME.values() for number in numbers}
    for number in range(1, 105):
        if number not in tagged and number not in to_come:
            yield f"S-{number:02}: no test"
        if number in tagged and number in to_come:
            yield f"S-{number:02}: has a test, and so is not to come"


def self_test():
    text = """
TEST_CASE("one") { // S-01, S-112
}
TEST_CASE("a long "
          "name"
) { // S-02
    // S-03 is elsewhere
}
TEST_CASE("SHA-256") {
    hash("S-04");
}
"""
    assert list(tags(text)) == [(1, "one"), (112, "one"), (2, "a long name")], list(tags(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    self_test()
    tests = arguments.source / "tests"
    tagged = {}
    for path in sorted(tests.rglob("*.cpp")):
        for number, name in tags(path.read_text()):
            tagged.setdefault(number, []).append(f"{path.relative_to(tests)}: {name}")
    if arguments.list:
        for number in sorted(tagged):
            print(f"S-{number:02}", *tagged[number], sep="\n    ")
    problems = list(missing(tagged))
    print(*problems, f"{len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
