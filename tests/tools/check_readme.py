# SPDX-License-Identifier: MIT
"""README quotes the examples, README and benchmarks/README quote the figures, none retypes them; and the first of the examples
stays twelve lines long.

A block that begins with <!-- examples/NAME.cpp --> must hold that file, or that part of it, without the licence line. What
stands between <!-- benchmarks/results/NAME --> and <!-- end of benchmarks/results/NAME --> must be that file: benchmarks/run.sh
writes both. Where nothing was measured yet, nothing stands there.
"""

import re
import sys

from build_flags import parse_arguments

ECHO_BOT = "examples/1_echo_bot.cpp"
MOST_LINES = 12
QUOTE = re.compile(r"<!-- (examples/[\w.]+) -->\n```cpp\n(.*?)```", re.S)
FIGURES = re.compile(r"<!-- (benchmarks/results/[\w.]+) -->\n(.*?)<!-- end of \1 -->", re.S)


def body(text):
    return re.sub(r"\A// SPDX-License-Identifier: MIT\n(//[^\n]*\n)*", "", text).strip("\n")


def main():
    source = parse_arguments().source
    problems = []
    readme = (source / "README.md").read_text()
    quotes = QUOTE.findall(readme)
    if ECHO_BOT not in [name for name, _ in quotes]:
        problems.append(f"README.md does not quote {ECHO_BOT}")
    for name, quoted in quotes:
        if not (source / name).exists():
            problems.append(f"README.md quotes {name}, which does not exist")
        elif quoted.strip("\n") not in body((source / name).read_text()):
            problems.append(f"README.md quotes {name} incorrectly")
    figures = 0
    for page in ("README.md", "benchmarks/README.md"):
        text = (source / page).read_text()
        quoted_figures = FIGURES.findall(text)
        figures += len(quoted_figures)
        if not quoted_figures or len(quoted_figures) != text.count("<!-- benchmarks/results/"):
            problems.append(f"{page} quotes no figures, or lacks the end mark")
        for name, quoted in quoted_figures:
            measured = (source / name).read_text() if (source / name).exists() else ""
            if quoted.strip("\n") != measured.strip("\n"):
                problems.append(f"{page} quotes {name} incorrectly; sh benchmarks/run.sh writes both")
    echo_bot = source / ECHO_BOT
    if echo_bot.exists():
        lines = [line for line in body(echo_bot.read_text()).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            problems.append(f"{ECHO_BOT} has {len(lines)} lines of code, more than {MOST_LINES}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(quotes) + figures} quotes, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
