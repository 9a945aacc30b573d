#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists the structs of one namespace in generated headers as X(name) lines, for tests that look at every type."""
import re
import sys

output, wanted, *headers = sys.argv[1:]
names = []
for header in headers:
    namespace = ''
    name = ''
    template = False
    for line in open(header, encoding='utf-8'):
        if match := re.match(r'namespace (\S+) \{', line):
            namespace = match[1]
        elif line.startswith('template '):
            template = True
        elif match := re.match(r'struct (\w+) \{', line):
            name = '' if template else f'::{namespace}::{match[1]}'
            template = False
        elif name and ' tl_id = ' in line and (namespace + '::').startswith(wanted + '::'):
            names.append(f'X({name})')
            name = ''
with open(output, 'w', encoding='utf-8') as file:
    file.write('\n'.join(names) + '\n')
