# SPDX-License-Identifier: MIT
"""Precompiled headers, for checks that compile many small units which include the same."""

import collections
import concurrent.futures
import functools
import os
import pathlib
import re
import subprocess

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


class Includes:
    """Which files a header includes, as far as a reading of the text tells: conditions are not evaluated."""

    def __init__(self, command, build):
        words = [word[len(flag):] for word in command for flag in ("-isystem", "-I") if word.startswith(flag)]
        asked = subprocess.run(
            [command[0], "-x", "c++", "-E", "-v", os.devnull], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
        )
        system = asked.stderr.partition("search starts here:\n#include <...> search starts here:\n")[2] or asked.stderr
        words += re.findall(r"^ (/\S+)$", system, re.M)
        self.directories = [build / word for word in words if word]

    @functools.cache
    def path(self, name):
        return next((directory / name for directory in self.directories if (directory / name).is_file()), None)

    @functools.cache
    def direct(self, name):
        path = self.path(name)
        return frozenset(INCLUDE.findall(path.read_text(errors="replace"))) if path else frozenset()

    @functools.cache
    def all_of(self, name):
        """The header and what it includes, directly or not."""
        found, waiting = {name}, [name]
        while waiting:
            news = self.direct(waiting.pop()) - found
            found |= news
            waiting += news
        return frozenset(found)

    @functools.cache
    def size(self, name):
        """Bytes of text, an estimate of what it costs to compile."""
        paths = filter(None, map(self.path, self.all_of(name)))
        return sum(path.stat().st_size for path in paths)


def hubs(names, includes, most=16):
    """The headers whose precompilation saves most, each with those of `names` that include it and gain from it."""
    chosen = {}
    saved = dict.fromkeys(names, ("", 0))
    # A header that others are compiled after must be one that each of them includes anyway: it then hides nothing they lack.
    users = collections.Counter(each for name in names for each in includes.all_of(name) if each.startswith("awaitgram/"))
    candidates = {header for header, count in users.items() if count > 2 and not header.startswith("awaitgram/src")}
    while len(chosen) < most:
        def gain(hub):
            size = includes.size(hub)
            return sum(max(0, size - saved[name][1]) for name in names if hub in includes.all_of(name)) - size

        best = max(sorted(candidates), key=gain, default=None)
        if best is None or gain(best) <= 0:
            break
        chosen[best] = True
        for name in names:
            if best in includes.all_of(name) and includes.size(best) > saved[name][1]:
                saved[name] = (best, includes.size(best))
    return {name: hub for name, (hub, _) in saved.items() if hub}


def precompile(command, build, directory, names):
    """Precompiles each of these headers; returns the flags that use one, and none for a header that does not compile."""

    clang = "clang" in command[0]

    def flags(numbered):
        number, name = numbered
        wrapper = pathlib.Path(directory) / f"{number}.hpp"
        wrapper.write_text(f"#include <{name}>\n")
        words = [word for word in command if word not in ("-fsyntax-only", "-x", "c++")]
        output = f"{wrapper}.pch" if clang else f"{wrapper}.gch"
        done = subprocess.run([*words, "-x", "c++-header", wrapper, "-o", output], cwd=build, capture_output=True)
        if done.returncode != 0:
            return []
        return ["-include-pch", output] if clang else ["-include", str(wrapper)]

    names = sorted(names)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(names, pool.map(flags, enumerate(names))))
