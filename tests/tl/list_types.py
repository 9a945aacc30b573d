#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists the structs of one namespace in generated headers as X(name) lines, for what looks at every type.

With `--generic QUERY` also the generic methods, for which QUERY stands as the query."""
import os
import re
import sys

arguments = sys.argv[1:]
query = None
if arguments[0] == '--generic':
    query = arguments[1]
    arguments = arguments[2:]
output, wanted, *headers = arguments
# The headers of namespaces, which only methods.hpp includes.
for header in list(headers):
    if os.path.basename(header) == 'methods.hpp':
        included = re.findall(r'^#include <\S*/(methods/\S+)>', open(header, encoding='utf-8').read(), re.M)
        headers += [os.path.join(os.path.dirname(header), path) for path in included]
names = []
for header in headers:
    namespace = ''
    name = ''
    parameters = 0
    for line in open(header, encoding='utf-8'):
        if match := re.match(r'namespace (\S+) \{', line):
            namespace = match[1]
        elif line.startswith('template '):
            parameters = line.count('class ')
        elif match := re.match(r'struct (\w+) \{', line):
            name = f'::{namespace}::{match[1]}'
            if parameters and query:
                name += '<' + ', '.join([query] * parameters) + '>'
            elif parameters:
                name = ''
            parameters = 0
        elif name and ' tl_id = ' in line and (namespace + '::').startswith(wanted + '::'):
            names.append(f'X({name})')
            name = ''
with open(output, 'w', encoding='utf-8') as file:
    file.write('\n'.join(names) + '\n')
