# SPDX-License-Identifier: MIT
"""Prints what `meson test` recorded in BUILD/meson-logs/testlog.json: failures, reasons of skips, and one closing line.

A doctest binary counts as its test cases, any other test as one.
"""

import json
import pathlib
import re
import sys

CASES = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")


def main():
    log = pathlib.Path(sys.argv[1]) / "meson-logs" / "testlog.json"
    passed = failed = skipped = 0
    for line in log.read_text().splitlines():
        test = json.loads(line)
        good = test["result"] in ("OK", "EXPECTEDFAIL")
        cases = CASES.search(re.sub(r"\x1b\[[0-9;]*m", "", test.get("stdout", "")))
        if test["result"] == "SKIP":
            skipped += 1
            print(f"skipped: {test['name']}\n{test.get('stdout', '').strip()}")
        elif cases:
            passed += int(cases.group(1))
            failed += int(cases.group(2))
            # A sanitizer or a crash can fail a run in which all cases passed.
            if not good and cases.group(2) == "0":
                failed += 1
        else:
            passed += good
            failed += not good
        if not good and test["result"] != "SKIP":
            print(f"failed: {test['name']} ({test['result']})")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
