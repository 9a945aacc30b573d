# SPDX-License-Identifier: MIT
"""Checks the rules for headers: the order of layers, and constructs that headers must not contain."""

import re
import sys

from build_flags import headers, parse_arguments

# A layer may include itself and those before it; `api` and `mtproto_api` are generated.
LAYERS = [
    "version", "core", "tl", "api", "mtproto_api", "crypto", "transport", "mtproto", "async", "net", "session", "formats", "rpc",
    "dc", "peers", "text", "keyboard", "media", "types", "files", "login", "methods", "updates", "client", "dispatcher", "bot", "testing",
]
# The floors inside a folder of a layer, in the same order: a file or a folder each.
INNER_FLOORS = {
    "awaitgram/testing/server/": [
        "options", "fault_rates", "crypto", "protocol", "world", "api", "deadlines", "waiting_calls", "faults", "client_registry",
        "push_outlet", "telegram", "sights", "player", "connection_limits", "tcp_connection", "tcp_driver", "server",
    ],
}
FIRST_WITH_ASIO = "async"
LONGEST = 400
# The headers that may include definitions.
GATHERING = (
    "awaitgram/src.hpp", "awaitgram/src_asio.hpp", "awaitgram/src_client.hpp", "awaitgram/src_engine.hpp", "awaitgram/src_files.hpp", "awaitgram/src_methods.hpp", "awaitgram/formats.hpp", "awaitgram/formats/src.hpp",
    "awaitgram/testing/src.hpp", "awaitgram/testing/src_extras.hpp", "awaitgram/testing/src_server.hpp", "awaitgram/testing/clock.hpp", "awaitgram/testing/server.hpp", "awaitgram/testing/session_contract.hpp",
)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# An aggregate temporary in a full expression with co_await: GCC 12 destroys its members twice.
AWAITED_AGGREGATE = re.compile(r"co_await[^;{]*(?<![\w:])(?!std::chrono::)[A-Za-z_][\w:]*(?:<[^;{}()]*>)?\s*\{")


def without_comments(text):
    """The code without comments, with the same line numbers."""
    def blank(match):
        return "\n" * match.group(0).count("\n") if match.group(0)[0] == "/" else match.group(0)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def layer_of(path):
    """The layer of an include path such as awaitgram/tl/frame.hpp; the umbrella and src.hpp have none."""
    parts = path.split("/")
    if len(parts) > 2:
        return parts[1]
    return "version" if parts[-1] == "version.hpp" else None


def inner_floor_of(path, folder):
    """The index of a path's floor inside a folder; None for paths elsewhere, -1 for a floor that is not listed."""
    if not path.startswith(folder):
        return None
    name = path.removeprefix(folder).split("/")[0].removesuffix(".hpp")
    floors = INNER_FLOORS[folder]
    return floors.index(name) if name in floors else -1


def inner_complaint(path, target):
    """What is wrong with an include of one floor inside a folder by another, if anything."""
    for folder in INNER_FLOORS:
        own, other = inner_floor_of(path, folder), inner_floor_of(target, folder)
        if own is not None and other is not None and (own == -1 or other > own):
            return f"includes {target}, which is not above it in INNER_FLOORS"
    return None


def complaints(path, text):
    lines = text.count("\n")
    if lines > LONGEST:
        yield lines, f"{lines} lines; a header has at most {LONGEST}"
    if not text.startswith("// SPDX-License-Identifier: MIT\n#pragma once\n"):
        yield 1, "does not begin with the SPDX line and #pragma once"

    own = layer_of(path)
    if own not in LAYERS and path not in ("awaitgram/awaitgram.hpp", *GATHERING):
        yield 1, f"is in no layer listed in {__file__}"
        return
    code = without_comments(text)

    def line(match):
        return code.count("\n", 0, match.start()) + 1

    seen = set()
    for match in INCLUDE.finditer(code):
        delimiter, target = match.groups()
        if target in seen:
            yield line(match), f"includes {target} twice"
        seen.add(target)
        if delimiter == '"':
            yield line(match), f'includes "{target}" in quotes; <awaitgram/...> everywhere'
        if target.startswith("awaitgram/") and own is not None:
            other = layer_of(target)
            if other is None and path in GATHERING:
                continue
            if other not in LAYERS:
                yield line(match), f"includes {target}, which is for programs only"
            elif LAYERS.index(other) > LAYERS.index(own):
                yield line(match), f"includes {target}: {own} is below {other}"
            if problem := inner_complaint(path, target):
                yield line(match), problem
            if "/impl/" in target and "/impl/" not in path and path not in GATHERING:
                yield line(match), f"includes {target}: definitions are gathered by src.hpp alone"
        if target == "asio.hpp":
            yield line(match), "includes all of Asio; include the needed headers"
        elif target.startswith("asio/") and own is not None and LAYERS.index(own) < LAYERS.index(FIRST_WITH_ASIO):
            yield line(match), f"includes {target}: Asio starts with {FIRST_WITH_ASIO}"
        if target in ("iostream", "regex"):
            yield line(match), f"includes <{target}>, which every user would compile"

    for match in re.finditer(r"\basio::detached\b", code):
        yield line(match), "detaches a coroutine; use a task_group"
    yield from awaited_aggregates(code)


def awaited_aggregates(code):
    code = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)  # texts may have braces
    for match in AWAITED_AGGREGATE.finditer(code):
        yield code.count("\n", 0, match.start()) + 1, "has a braced temporary in an expression with co_await (GCC 12)"


def main():
    source = parse_arguments().source
    all_complaints = []
    every = headers(source)
    for path in every:
        text = (source / "include" / path).read_text()
        all_complaints += [(f"include/{path}", line, message) for line, message in complaints(path.as_posix(), text)]
    for part in ("examples", "tests", "benchmarks", "generator"):
        for path in sorted((source / part).rglob("*.cpp")):
            text = path.read_text()
            name = path.relative_to(source)
            if not re.match(r"(// expect.*\n)*// SPDX-License-Identifier: MIT\n", text):
                all_complaints.append((name, 1, "does not begin with the SPDX line"))
            all_complaints += [(name, line, message) for line, message in awaited_aggregates(without_comments(text))]
    for path, line, message in all_complaints:
        print(f"{path}:{line}: {message}", file=sys.stderr)
    print(f"{len(every)} headers, {len(all_complaints)} complaints")
    return 1 if all_complaints else 0


if __name__ == "__main__":
    sys.exit(main())
