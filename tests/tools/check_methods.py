# SPDX-License-Identifier: MIT
"""The docstrings of the friendly methods, in include/awaitgram/methods/*.hpp: each names its raw methods, its errors, and what its cancellation
leaves behind, by the labels "Raw method", "Errors" and "Cancels", alone or together ("Errors, Cancels: as ..."). Methods that stand together
share the docstring of the first one.

The raw methods exist in the schema. Where only accounts of one kind may call one, as tl/errors.tsv says or somebody found out, "(users)" or
"(bots)" stands behind it. The one that comes first decides whom the friendly method is for: client/account_client.hpp refuses those that are
for accounts of one kind alone to others, and no other ones.
"""

import re
import sys

from build_flags import parse_arguments

LABELS = ["Raw method", "Errors", "Cancels"]
SUBJECT = re.compile(r"class (\w+_methods) : public virtual method_base \{(.*?)\n\};", re.S)
DECLARED = re.compile(r"\b([a-z]\w*)\(")
RAW = re.compile(r"\b([a-z]\w*\.[a-z]\w+)\b")
LABEL = re.compile(r"^(?:[A-Z][\w ]*, )*[A-Z][\w ]*:")
USERS, BOTS = "users", "bots"


class Method:
    """A block of declarations with the docstring before it."""

    def __init__(self, header, text):
        lines = text.strip("\n").split("\n")
        doc = [line.strip()[3:].strip() for line in lines if line.strip().startswith("///")]
        code = "\n".join(line for line in lines if not line.strip().startswith("///"))
        self.header = header
        # Of overloads and of pairs such as pin and unpin, each name counts.
        self.names = [name for name in declared_in(code)]
        self.labels = {}
        current = []
        for line in doc:
            found = LABEL.match(line)
            labels = [each.strip() for each in found.group()[:-1].split(",")] if found else []
            if any(each in LABELS + ["Spec", "Shape", "Units"] for each in labels):
                current = labels
                line = line[found.end() :]
            elif not line:
                current = []
            for label in current:
                self.labels[label] = (self.labels.get(label, "") + " " + line).strip()

    def raw_methods(self):
        return RAW.findall(self.labels.get("Raw method", ""))


def declared_in(code):
    """The names of the public functions in a block, which are declared at the left margin of a class."""
    depth = 0
    names = []
    statement = ""
    for line in code.split("\n"):
        if depth == 0:
            statement += " " + line.strip()
        depth += line.count("{") - line.count("}")
        ended = depth == 0 and (line.rstrip().endswith((";", "}")))
        if ended:
            head = re.sub(r"requires .*?>(?= \[\[)", "", statement)
            found = re.search(r"\[\[nodiscard\]\].*?[\s>&]([a-z]\w*)\(", head)
            if found:
                names.append(found.group(1))
            statement = ""
    return list(dict.fromkeys(names))


def subjects_in(header):
    for found in SUBJECT.finditer(header.read_text()):
        body = found[2].split("\nprotected:")[0].split("public:\n", 1)[1]
        for block in re.split(r"\n\s*\n", body):
            method = Method(header.name, block)
            if method.names:
                yield method


def facts_of(table):
    facts = {}
    for line in table.read_text().split("\n"):
        cells = line.split("\t")
        if cells[0] == "method":
            facts[cells[1]] = set(cells[2].split(","))
    return facts


def refused_in(text, kind):
    """The names that a class of account_client.hpp refuses."""
    return set(re.findall(rf"^    AWAITGRAM_FOR_{kind.upper()}_ALONE\((\w+)\)", text, re.M))


def callers_of(raw, label, facts):
    """Who may call a raw method, as the docstring says, else as the table does."""
    marked = re.search(rf"{re.escape(raw)}(?: with `?\w+`?)? \((users|bots)\)", label)
    return {marked.group(1)} if marked else facts.get(raw, {USERS, BOTS})


def kind_of(method, facts, by_name, seen=()):
    """Who may call a friendly method: those who may call the raw method that its docstring names first, or any of them."""
    label = method.labels.get("Raw method", "")
    other = re.match(r"as (?:the other|`(\w+)`)", label)
    if other:
        next_one = by_name.get(other.group(1) or method.names[0])
        known = next_one is not None and next_one is not method and next_one.names[0] not in seen
        return kind_of(next_one, facts, by_name, (*seen, method.names[0])) if known else set()
    raws = method.raw_methods()
    return callers_of(raws[0], label, facts) if raws else set()


def problems_of(method, facts, schema):
    for label in LABELS:
        if not method.labels.get(label):
            yield f"lacks {label!r} in its docstring"
    label = method.labels.get("Raw method", "")
    for raw in method.raw_methods():
        if raw not in schema:
            yield f"names {raw}, which the schema has not"
            continue
        by_table = facts.get(raw, {USERS, BOTS})
        if not callers_of(raw, label, facts) <= by_table:
            yield f"says that {raw} is for others than the table does"
    kinds = [facts.get(raw, {USERS, BOTS}) for raw in method.raw_methods()]
    for kind in (USERS, BOTS):
        if kinds and all(each == {kind} for each in kinds) and f"({kind})" not in label:
            yield f"is for {kind} alone, which its docstring does not say"


def main():
    source = parse_arguments().source
    facts = facts_of(source / "tl" / "errors.tsv")
    functions = (source / "tl" / "api.tl").read_text().split("---functions---")[1]
    schema = set(re.findall(r"^([a-z]+\.\w+)#", functions, re.M))
    methods = []
    for header in sorted((source / "include" / "awaitgram" / "methods").glob("*.hpp")):
        methods += subjects_in(header)
    by_name = {}
    for method in methods:
        for name in method.names:
            by_name.setdefault(name, method)
    problems = []
    for method in methods:
        for problem in problems_of(method, facts, schema):
            problems.append(f"methods/{method.header}: {', '.join(method.names)} {problem}")
    client = (source / "include" / "awaitgram" / "client" / "account_client.hpp").read_text()
    for kind in (USERS, BOTS):
        alone = {name for name, method in by_name.items() if kind_of(method, facts, by_name) == {kind}}
        refused = refused_in(client, kind)
        for name in sorted(alone - refused):
            problems.append(f"client/account_client.hpp: {name} is for {kind} alone, and not refused to others")
        for name in sorted(refused - alone):
            problems.append(f"client/account_client.hpp: {name} is refused, and not for {kind} alone")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(by_name)} methods, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
