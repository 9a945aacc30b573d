#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Generates random schemas, their headers, and a unit that lists their types for schema_loop.cpp."""
import argparse
import pathlib
import random
import subprocess
import zlib

NUMBERS = {'int': 4, 'long': 8, 'double': 8, 'int128': 16, 'int256': 32, '#': 4}
BASICS = ['int', 'int', 'long', 'long', 'string', 'string', 'bytes', 'Bool', 'double', 'int128', 'int256', '#']
# Ids that collide in one slot of a table, or look like other things.
ODD_IDS = [0, 1, 2, 3, 0x10001, 0x20002, 0x30003, 0x80000000, 0xffffffff, 0xffff, 0x10000, 0x10, 0x20, 0x40, 0x1cb5c414]
MOST_MEMORY = 2000


def crc(line):
    """The id that TL defines for a line without one."""
    for bracket in '<>':
        line = line.replace(bracket, ' ')
    words = [word for word in line.split() if not (word.endswith('?true') and '.' in word)]
    words = [word[:-5] + 'string' if word.endswith((':bytes', '?bytes')) else word for word in words]
    return zlib.crc32(' '.join(words).encode())


class Declared:
    """A constructor, and the facts that others need about it."""

    def __init__(self, name, fields, least, memory):
        self.name, self.fields, self.least, self.memory = name, fields, least, memory


class Schema:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.roots = []
        self.ids = {0x997275b5, 0xbc799737, 0x3fedd339, 0x1cb5c415}
        count = self.random.randint(4, 8)
        self.sizes = [self.random.choice([1, 1, 2, 3, 4, 6]) for _ in range(count)]
        # The constructors are chosen before their fields.
        self.types = [[] for _ in range(count)]
        for index, size in enumerate(self.sizes):
            for number in range(size):
                self.types[index].append(self.declare(index, number))
        self.lines.append('---functions---')
        for number in range(self.random.randint(1, 3)):
            self.declare_method(number)

    def chance(self, probability):
        return self.random.random() < probability

    def basic(self):
        return self.random.choice(BASICS)

    def type_of(self, index):
        return f'T{index}'

    def by_value(self, below):
        """A struct member, of an earlier type so that none contains itself: its spelling, minimal bytes and memory."""
        index = self.random.randrange(below)
        member = self.random.choice(self.types[index])
        if len(self.types[index]) == 1 and self.chance(0.5):
            return self.type_of(index), 4 + member.least, member.memory
        if len(self.types[index]) == 1 and self.chance(0.5):
            return '%' + self.type_of(index), member.least, member.memory
        return member.name, member.least, member.memory

    def vector(self, own, nesting=0):
        prefix = 'Vector' if self.chance(0.7) else 'vector'
        kind = self.random.random()
        if kind < 0.35:
            item = self.basic()
        elif kind < 0.6 and nesting < 2:
            item = self.vector(own, nesting + 1)
        elif kind < 0.75 and own > 0:
            item, least, _ = self.by_value(own)
            # A vector of empty items has more items than bytes, which decoders refuse.
            if least == 0:
                item = 'int'
        else:
            item = self.type_of(self.random.randrange(len(self.sizes)))
        return f'{prefix}<{item}>'

    def field_type(self, own, optional, must_end):
        """A spelling, its minimal bytes and its memory."""
        kind = self.random.random()
        if kind < 0.5:
            spelled = self.basic()
            return spelled, NUMBERS.get(spelled, 4), NUMBERS.get(spelled, 16)
        if kind < 0.65:
            spelled = self.vector(own)
            return spelled, 8 if spelled[0] == 'V' else 4, 16
        if kind < 0.8 and own > 0:
            return self.by_value(own)
        # A pointer to any type, unless the value is required and would be infinite.
        choices = [i for i, size in enumerate(self.sizes) if (i < own if must_end else True) and (optional or size > 1)]
        if not choices:
            return 'int', 4, 4
        return self.type_of(self.random.choice(choices)), 4, 8

    def fields(self, own, must_end):
        count = self.random.choice([0, 0, 1, 1, 2, 3, 4, 6, 8, 12, 20])
        if self.chance(0.03):
            count = 60
        words = self.random.choice([0, 0, 1, 1, 1, 2, 2]) if count else self.random.choice([0, 0, 0, 1])
        names = ['flags', 'flags2'] if self.chance(0.7) else ['mask', 'bits']
        # An unused flags word is recognised by its name only.
        if count == 0:
            names = ['flags', 'flags2']
        positions = sorted(self.random.randint(0, count) if self.chance(0.4) else 0 for _ in range(words))
        fields, used, known = [], [], set()
        least = memory = 0
        for number in range(count + 1):
            for position in positions:
                if position == number and len(used) < words:
                    used.append(names[len(used)])
                    fields.append(f'{used[-1]}:#')
                    least += 4
            if number == count:
                break
            name = f'f{number}'
            if used and self.chance(0.7):
                word = self.random.choice(used)
                known.add(word)
                bit = self.random.choice([0, 1, 2, 3, 30, 31, self.random.randrange(32)])
                if self.chance(0.4):
                    fields.append(f'{name}:{word}.{bit}?true')
                    memory += 1
                    continue
                spelled, _, _ = self.field_type(own, True, False)
                fields.append(f'{name}:{word}.{bit}?{spelled}')
                memory += 40
                continue
            spelled, needed, taken = self.field_type(own, False, must_end)
            if memory + taken > MOST_MEMORY:
                continue
            fields.append(f'{name}:{spelled}')
            least += needed
            memory += taken + 8
        # A word that no field depends on is a number, unless its name says otherwise.
        return fields, least, memory

    def add_line(self, name, fields, result):
        line = ' '.join([name, *fields, '=', result])
        identifier, comment = crc(line), ''
        if self.chance(0.3) or identifier in self.ids:
            identifier = self.random.choice(ODD_IDS + [self.random.getrandbits(32)])
            comment = ' // hand-assigned id'
            while identifier in self.ids:
                identifier = self.random.getrandbits(32)
        self.ids.add(identifier)
        self.lines.append(f'{name}#{identifier:08x}' + line[len(name):] + ';' + comment)

    def declare(self, index, number):
        name = f't{index}_{number}'
        fields, least, memory = self.fields(index, number == 0)
        self.add_line(name, fields, self.type_of(index))
        self.roots.append((f'={name}', f'SPACE::{name}'))
        if number == 0:
            single = self.sizes[index] == 1
            self.roots.append((self.type_of(index), f'SPACE::{name if single else self.type_of(index)}'))
        return Declared(name, fields, least, memory)

    def declare_method(self, number):
        name = f'm{number}'
        fields, _, _ = self.fields(len(self.sizes), False)
        if self.chance(0.3):
            fields.append('rest:Object')
        result = self.type_of(self.random.randrange(len(self.sizes)))
        while self.chance(0.5):
            result = f'Vector<{result}>'
        self.add_line(name, fields, result)
        self.roots.append((f'={name}', f'SPACE::{name}'))
        self.roots.append((result, f'SPACE::{name}::tl_result'))

    def text(self):
        return '\n'.join(['// LAYER 1', *self.lines, ''])

    def unit(self, space, schema_path, headers):
        rows = ''.join(
            f'    {{"{spelled}", fuzz::compare<{cpp.replace("SPACE", space)}>}},\n' for spelled, cpp in self.roots)
        return (f'// Written by random_schema.py.\n#include "{headers}/all.hpp"\n\n#include "schema_loop.hpp"\n\n'
                f'static const fuzz::spelled_root roots[] = {{\n{rows}}};\n'
                f'static const fuzz::registered registered("{schema_path}", roots);\n')


def write(seed, generator, unit):
    """Writes `unit` and, in a directory of the same name, its schema and headers."""
    unit = pathlib.Path(unit).resolve()
    headers = unit.with_suffix('')
    headers.mkdir(parents=True, exist_ok=True)
    random_schema = Schema(seed)
    schema = headers / 'schema.tl'
    schema.write_text(random_schema.text(), encoding='utf-8')
    space = f'random_{seed}'
    subprocess.run(
        [generator, '--strict', '--schema', schema, '--namespace', space, '--include-prefix', headers, '--out', headers],
        check=True)
    unit.write_text(random_schema.unit(space, schema, headers), encoding='utf-8')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--generator', required=True, help='the program awaitgram_generate')
    parser.add_argument('--unit', required=True, help='the C++ file to write')
    arguments = parser.parse_args()
    write(arguments.seed, arguments.generator, arguments.unit)


if __name__ == '__main__':
    main()
