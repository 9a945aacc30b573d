# SPDX-License-Identifier: MIT
"""Checks that every error that a header documents occurs in a test."""

import re
import sys

from build_flags import parse_arguments

# Errors that no input can cause, and why they exist.
UNREACHABLE = {
    "crypto::errc::too_hard_to_factorize": "all constants of the search fail for one number",
}


def main():
    source = parse_arguments().source
    tests = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((source / "tests").rglob("*.[ch]pp"))
        if "node_modules" not in path.parts
    )
    missing = []
    count = 0
    for path in sorted((source / "include/awaitgram").rglob("*.hpp")):
        text = path.read_text(encoding="utf-8")
        for kind, body in re.findall(r"enum class (\w*errc)\b[^{;]*\{(.*?)\};", text, re.DOTALL):
            floor = path.relative_to(source / "include/awaitgram").parts[0]
            for name in re.findall(r"^\s*([a-z]\w*)\s*(?:=[^,]*)?,", body, re.MULTILINE):
                count += 1
                full = f"{floor}::{kind}::{name}"
                if full not in UNREACHABLE and not re.search(rf"{kind}::{name}\b", tests):
                    missing.append(f"{path.relative_to(source)}: {full} occurs in no test")
    if count < 50:
        missing.append(f"only {count} errors were found; the check does not see them all")
    print("\n".join(missing) if missing else f"{count} errors, each in a test")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
