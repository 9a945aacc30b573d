# SPDX-License-Identifier: MIT
"""Runs tl_file on objects of the built-in Bool, on methods and constructors of the schema, and on invalid files."""
import argparse
import glob
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument('program')
parser.add_argument('headers', help='the directory of generated headers, whose constructors and methods are tried')
arguments = parser.parse_args()
failures = 0


def run(name, content):
    path = os.path.join(directory, 'object')
    if content is None:
        path += '.missing'
    else:
        with open(path, 'wb') as file:
            file.write(content)
    return subprocess.run([arguments.program, path], capture_output=True, text=True, timeout=60)


def complain(name, done):
    global failures
    failures += 1
    print(f'{name}: exit code {done.returncode}, "{done.stdout.strip()}", "{done.stderr.strip()}"')


def expect_figures(name, content, type_name):
    done = run(name, content)
    figures = json.loads(done.stdout) if done.returncode == 0 and done.stdout.count('\n') == 1 else {}
    times = [figures.get(key, 0) for key in ('decode_ns', 'decode_best_ns', 'encode_ns', 'encode_best_ns')]
    if not (figures.get('bytes') == len(content) and figures.get('type') == type_name and figures.get('identical') is True
            and figures.get('allocations') == 1 and all(0 < time < 1e6 for time in times)
            and times[0] >= times[1] and times[2] >= times[3]):
        complain(name, done)


def expect_line(name, content, pattern):
    done = run(name, content)
    if done.returncode != 1 or done.stdout or done.stderr.count('\n') != 1 or not re.search(pattern, done.stderr):
        complain(name, done)


def parts_of(line):
    """The name, the id and the member types of a constructor or a method."""
    words = line.split(' = ')[0].split()
    name, identifier = words[0].split('#')
    kinds = [word.split(':')[1] for word in words[1:]]
    return name, int(identifier, 16), kinds


with tempfile.TemporaryDirectory() as directory:
    expect_figures('boolTrue', struct.pack('<I', 0x997275b5), 'Bool')
    for headers in ('types.hpp', 'methods/*.hpp'):
        lines = [line for path in sorted(glob.glob(os.path.join(arguments.headers, headers)))
                 for line in re.findall(r'tl_line = "([^"]+)"', open(path, encoding='utf-8').read())]
        known = [parts_of(line) for line in lines]

        def first(fits):
            return next((each for each in known if fits(each[2])), None)

        if sample := first(lambda kinds: kinds and all(kind in ('int', 'long') for kind in kinds)):
            name, identifier, kinds = sample
            content = struct.pack('<I', identifier) + b''.join(
                struct.pack('<i', -7) if kind == 'int' else struct.pack('<q', 1 << 40) for kind in kinds)
            expect_figures(name, content, name)
            expect_line(name + ' cut short', content[:-1], r'the frame ends inside a value')
            expect_line(name + ' and more', content + b'\0\0\0\0', r'bytes after the value')
        if sample := first(lambda kinds: not kinds):
            expect_figures(sample[0], struct.pack('<I', sample[1]), sample[0])
        if sample := first(lambda kinds: kinds == ['string']):
            name, identifier, _ = sample
            content = struct.pack('<I', identifier) + b'\x05hello\0\0'
            expect_figures(name, content, name)
            # Padding is not part of the value, so it is not encoded again.
            done = run('padding', content[:-1] + b'x')
            if done.returncode != 0 or '"identical":false' not in done.stdout:
                complain('padding', done)
        if not known:
            complain(headers, run('no headers', None))
    expect_line('unknown id', b'\x01\x02\x03\x04', r'04030201')
    expect_line('a vector', struct.pack('<II', 0x1cb5c415, 0), r'vector')
    expect_line('nothing', b'', r'too short')
    expect_line('no file', None, r'cannot open')
sys.exit(1 if failures else 0)
