#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles random schemas and compares the decoder with the slow one on random and mutated values of all their types.

    meson compile -C build awaitgram_generate
    tests/fuzz/random_schemas.py --count 50 --seed 1000 --build build
"""
import argparse
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import random_schema

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
FLAGS = '-std=c++20 -g -O0 -Wall -Wextra -Wshadow -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -DAWAITGRAM_TL_CHECKED_ARENA'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--count', type=int, default=10, help='schemas')
    parser.add_argument('--seed', type=int, default=1000, help='seed of the first schema; the others follow')
    parser.add_argument('--values', type=int, default=50, help='values of each type')
    parser.add_argument('--mutations', type=int, default=50, help='mutations of each value')
    parser.add_argument('--build', type=pathlib.Path, required=True, help='a build directory with the generator')
    parser.add_argument('--cxx', default='g++')
    parser.add_argument('--flags', default=FLAGS, help='instead of "%(default)s"')
    arguments = parser.parse_args()
    compiler = [*shlex.split(arguments.cxx), *shlex.split(arguments.flags), f'-I{SOURCE / "include"}', f'-I{HERE}']

    start = time.monotonic()
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        objects = []
        for name in ('schema_loop', 'allocation_meter'):
            objects.append(scratch / f'{name}.o')
            subprocess.run([*compiler, '-c', HERE / f'{name}.cpp', '-o', objects[-1]], check=True)
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            unit = scratch / f'random_{seed}.cpp'
            program = unit.with_suffix('.program')
            try:
                random_schema.write(seed, arguments.build / 'generator/awaitgram_generate', unit)
                subprocess.run([*compiler, unit, *objects, '-o', program], check=True)
                done = subprocess.run(
                    [program, str(arguments.values), str(arguments.mutations), str(seed)],
                    check=True, stdout=subprocess.PIPE, text=True)
                print(f'schema {seed}: {done.stdout.splitlines()[-1]}', flush=True)
                program.unlink()
            except subprocess.CalledProcessError as error:
                failed.append(seed)
                print(f'schema {seed} failed: {error}', flush=True)
    print(f'{arguments.count} schemas in {time.monotonic() - start:.0f} s, failed: {failed or "none"}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
