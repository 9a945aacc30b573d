# SPDX-License-Identifier: MIT
"""No test sleeps or runs for a fixed time: tests wait for conditions, in controlled time (testing/clock.hpp) or with a guard.

The few places that wait in real time, as a guard against hanging, are named in GUARDS.
"""

import re
import sys

from build_flags import parse_arguments

# Each names a file and the function in it that may wait.
GUARDS = {
    ("include/awaitgram/testing/detail/guarded_run.hpp", "run_briefly"),
    ("include/awaitgram/testing/detail/guarded_run.hpp", "run_guarded_to_end"),
    ("tests/programs/place.py", "poll_until"),
    ("tests/session/write_script.hpp", "wait_guarded"),
}
# The test server is a program, too: outside of tests its clock is the real one.
WITH_TIMERS = ("include/awaitgram/testing/server/tcp_driver.hpp",)

TIMER = "has a timer of its own"
CPP = [
    (re.compile(r"\b(?:sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep)\s*\("), "sleeps"),
    (re.compile(r"(?<![\w:.>])(?:::)?sleep\s*\("), "sleeps"),
    (re.compile(r"\b(?:run_for|run_one_for|run_one_until)\s*\("), "runs for a fixed time"),
    (re.compile(r"(?:\.|->)run_until\s*\(\s*[^,()]*(?:\([^()]*\)[^,()]*)*\)"), "runs for a fixed time"),
    (re.compile(r"(?:\.|->)wait_for\s*\("), "waits for a fixed time"),
    (re.compile(r"\b(?:steady_timer|system_timer|high_resolution_timer)\b"), TIMER),
    (re.compile(r"\b(?:alarm|setitimer|timer_create|timerfd_create)\s*\("), TIMER),
]
PAUSE = re.compile(r"(?<![\w:])(?:ag::|awaitgram::)?pause\s*\(")
PYTHON = [
    (re.compile(r"\btime\.sleep\s*\("), "sleeps"),
    (re.compile(r"^\s*from time import .*\bsleep\b", re.M), "sleeps"),
]
CONTROLLED = re.compile(r"\btesting::clock\b|\.clock\(\)|\btests::replay\b|\btesting::detail::other_turns\b")


def without_comments(text, python):
    """The code alone, with as many lines as before; what strings say is no code either."""
    pattern = r'#[^\n]*|"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'' if python else \
        r'//[^\n]*|/\*(?:.|\n)*?\*/|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, lambda match: "\n" * match.group(0).count("\n"), text)


def function_around(code, position, python):
    """The name of the function that a position is in: of the last definition before it that starts at the margin."""
    pattern = r"^(?:    )?def (\w+)\(" if python else r"^[A-Za-z][^;{}#]*?\b(\w+)\([^;{}]*\)[^;{}]*\{"
    name = None
    for match in re.finditer(pattern, code[:position], re.M):
        name = match.group(1)
    return name


def complaints(path, text):
    """Line and message of everything in a file that waits for a fixed time."""
    python = path.endswith(".py")
    code = without_comments(text, python)
    for pattern, message in PYTHON if python else CPP:
        for match in pattern.finditer(code):
            guard = (path, function_around(code, match.start(), python)) in GUARDS
            if not guard and not (path in WITH_TIMERS and message == TIMER):
                yield code.count("\n", 0, match.start()) + 1, message
    if not python and path.endswith(".cpp") and not CONTROLLED.search(code):
        for match in PAUSE.finditer(code):
            yield code.count("\n", 0, match.start()) + 1, "pauses, but nothing in the file controls the time"


def files(source):
    for folder, patterns in (("tests", ("*.cpp", "*.hpp", "*.py")), ("include/awaitgram/testing", ("*.hpp",))):
        for pattern in patterns:
            yield from sorted((source / folder).rglob(pattern))


WRONG = {
    "tests/a.cpp": """
        std::this_thread::sleep_for(10ms);
        ::usleep(5);
        sleep(1);
        context.run_for(1s);
        context.run_one_for(20ms);
        bot->context().run_until(std::chrono::steady_clock::now() + 1s);
        done.wait_for(lock, 10ms);
        asio::steady_timer timer{context};
        co_await pause(1ms);
    """,
    "tests/b.py": """
        time.sleep(0.1)
    """,
    "tests/programs/place.py": """
def poll_until():
    time.sleep(0.1)
def other():
    time.sleep(0.1)
    """,
}
RIGHT = {
    "tests/a.cpp": """
        // sleep_for
        time.run_until(context, [&] { return done(); });
        tests::run_until(bot.context(), [] { return true; });
        const auto text = "sleep(1)";
        co_await ready.wait_until(event::clock::now());
        CHECK(wait_for(message));
    """,
    "tests/b.cpp": """
        testing::clock time;
        co_await pause(1h);
    """,
    "tests/c.py": """
        # time.sleep(1)
        queue.get(timeout=3)
    """,
}


def self_test():
    expected = {"tests/a.cpp": 9, "tests/b.py": 1, "tests/programs/place.py": 1}
    for path, text in WRONG.items():
        assert len(list(complaints(path, text))) == expected[path], (path, list(complaints(path, text)))
    for path, text in RIGHT.items():
        assert not list(complaints(path, text)), (path, list(complaints(path, text)))


def main():
    self_test()
    source = parse_arguments().source
    found = 0
    count = 0
    for path in files(source):
        name = path.relative_to(source).as_posix()
        if name == "tests/tools/check_tests.py":
            continue
        count += 1
        for line, message in complaints(name, path.read_text()):
            print(f"{name}:{line}: {message}", file=sys.stderr)
            found += 1
    print(f"{count} files, {found} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
