#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tl/api.tl, tl/mtproto.tl and tl/errors.tsv from the data files of the npm package @mtcute/core.

To move to the layer of another release, one command at the root of the project:

    npm pack --silent @mtcute/core@0.30.3 && python3 generator/import_schema.py mtcute-core-0.30.3.tgz

The argument is that archive, the unpacked package or its `tl` directory; `--out DIR` writes elsewhere than tl/.
Prints the declarations added, changed and removed compared with the existing files. The same input changes nothing.

Only facts are taken: names, ids, fields, types, error names and codes; no descriptions.
"""

import argparse
import json
import pathlib
import re
import sys
import tarfile
import zlib

FILES = ("api-schema.json", "mtp-schema.json", "raw-errors.json")

# Declarations that every schema builds on.
BASE = (
    "boolFalse#bc799737 = Bool;",
    "boolTrue#997275b5 = Bool;",
    "true#3fedd339 = True;",
    "vector#1cb5c415 {t:Type} # [ t ] = Vector t;",
)
BASE_NAMES = {"boolFalse", "boolTrue", "true", "vector"}

# Declarations that the package invented; they are not part of the protocol.
INVENTED = "mtcute."

# Declarations that the package implements by hand and omits: https://core.telegram.org/schema/mtproto
MTPROTO_TYPES = (
    "p_q_inner_data#83c95aec pq:bytes p:bytes q:bytes nonce:int128 server_nonce:int128 new_nonce:int256 = P_Q_inner_data;",
    "p_q_inner_data_temp#3c6a84d4 pq:bytes p:bytes q:bytes nonce:int128 server_nonce:int128 new_nonce:int256 "
    "expires_in:int = P_Q_inner_data;",
    "server_DH_params_fail#79cb045d nonce:int128 server_nonce:int128 new_nonce_hash:int128 = Server_DH_Params;",
    "rsa_public_key#7a19cb76 n:bytes e:bytes = RSAPublicKey;",
    "rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult;",
    "msg_container#73f1f8dc messages:vector<%Message> = MessageContainer;",
    "message#5bb8e511 msg_id:long seqno:int bytes:int body:Object = Message;",
    "msg_copy#e06046b2 orig_message:Message = MessageCopy;",
    "gzip_packed#3072cfa1 packed_data:bytes = Object;",
)
MTPROTO_METHODS = ("req_pq#60469778 nonce:int128 = ResPQ;",)

# Functions that the package does not distinguish from constructors.
MTPROTO_FUNCTIONS = {
    "req_pq_multi",
    "req_DH_params",
    "set_client_DH_params",
    "rpc_drop_answer",
    "get_future_salts",
    "ping",
    "ping_delay_disconnect",
    "destroy_session",
    "destroy_auth_key",
}

HAND_ASSIGNED = "// hand-assigned id"


def read_sources(path):
    """The three JSON files of an archive, a package directory or its tl directory."""
    if path.is_file():
        with tarfile.open(path) as archive:
            members = {name: archive.extractfile(f"package/tl/{name}") for name in FILES}
            return [json.load(members[name]) for name in FILES]
    directory = path if (path / FILES[0]).exists() else path / "tl"
    return [json.loads((directory / name).read_text("utf-8")) for name in FILES]


def plain(name):
    """A name without the prefix that distinguishes the package's two schemas."""
    return name.removeprefix("mt_")


def type_of(item):
    """The TL spelling of a field's or a result's type."""
    modifiers = item.get("typeModifiers", {})
    known = {"isVector", "isBareVector", "isBareType", "isBareUnion", "predicate", "constructorId"}
    if unknown := set(modifiers) - known:
        sys.exit(f"{item}: type modifiers {unknown}, expected some of {known}")
    name = "long" if item["type"] == "int53" else plain(item["type"])
    if modifiers.get("isBareUnion"):
        name = "%" + name
    if modifiers.get("isVector"):
        name = f"Vector<{name}>"
    elif modifiers.get("isBareVector"):
        name = f"vector<{name}>"
    predicate = modifiers.get("predicate")
    return f"{predicate}?{name}" if predicate else name


def normalised(line):
    """The text whose CRC-32 is a declaration's id."""
    text = re.sub(r"^([\w.]+)#[0-9a-f]+", r"\1", line.rstrip(";"))
    text = re.sub(r" \w+:\w+\.\d+\?true\b", "", text)
    text = re.sub(r"([:?])bytes(?= )", r"\1string", text.replace("{", "").replace("}", ""))
    text = text.replace("<", " ").replace(">", " ").replace("(", "").replace(")", "").replace("%", "")
    return " ".join(text.split())


def declaration(item):
    """One entry as a line of TL."""
    words = [f"{plain(item['name'])}#{item['id']:08x}"]
    words += ["{%s:%s}" % (generic["name"], generic["type"]) for generic in item.get("generics", [])]
    words += [f"{field['name']}:{type_of(field)}" for field in item["arguments"]]
    words += ["=", type_of({k: v for k, v in item.items() if k in ("type", "typeModifiers")})]
    return " ".join(words) + ";"


def schema_text(entries, extra_types, extra_methods, functions, heading):
    """A whole .tl file."""
    types, methods = list(extra_types), list(extra_methods)
    known = {line.split("#")[0] for line in types + methods}
    for item in entries:
        if plain(item["name"]) not in BASE_NAMES | known and not item["name"].startswith(INVENTED):
            is_method = item["kind"] == "method" or plain(item["name"]) in functions
            (methods if is_method else types).append(declaration(item))

    def linted(line):
        given = line.split("#")[1][:8]
        matches = f"{zlib.crc32(normalised(line).encode()):08x}" == given
        return line if matches or line in BASE else f"{line} {HAND_ASSIGNED}"

    lines = heading + [linted(line) for line in types] + ["", "---functions---", ""]
    return "\n".join(lines + [linted(line) for line in methods]) + "\n"


def errors_text(entries, errors):
    """The file of errors; its first lines document its format."""
    methods = {item["name"]: item for item in entries if item["kind"] == "method" and not item["name"].startswith(INVENTED)}
    codes = {name: details["code"] for name, details in errors["errors"].items()}
    thrown = {name: set(names) for name, names in errors["throws"].items() if name in methods}
    for name, item in methods.items():
        for error in item.get("throws", []):
            codes.setdefault(error["name"], error["code"])
            thrown.setdefault(name, set()).add(error["name"])
    lines = [
        "# Errors of the API and who may call its methods; fields are separated by tabs.",
        "#   error <code> <name>                              %d is a number in the name",
        "#   method <name> <users|bots|users,bots> <names of errors, separated by commas>",
    ]
    lines += [f"error\t{code}\t{name}" for name, code in sorted(codes.items())]
    for name in sorted(methods):
        callers = "users" if name in errors["userOnly"] else "bots" if name in errors["botOnly"] else "users,bots"
        lines.append(f"method\t{name}\t{callers}\t{','.join(sorted(thrown.get(name, ())))}".rstrip("\t"))
    return "\n".join(lines) + "\n"


def declarations_of(text):
    """The lines of a schema, by the name each declares."""
    declarations = {}
    for line in text.splitlines():
        if match := re.match(r"[A-Za-z][\w.]*(?=[# ])", line):
            declarations[match.group()] = line.removesuffix(HAND_ASSIGNED).rstrip()
    return declarations


def report(title, before, after):
    """Prints the differences between two sets of declarations."""
    print(f"{title}: {len(after)} declarations")
    for name in sorted(set(after) - set(before)):
        print(f"  added    {after[name]}")
    for name in sorted(set(before) - set(after)):
        print(f"  removed  {before[name]}")
    for name in sorted(set(before) & set(after)):
        if before[name] != after[name]:
            print(f"  changed  {before[name]}\n       to  {after[name]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path, help="the package's archive, its directory, or its tl directory")
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=pathlib.Path, default=root / "tl", help="where to write (default: tl)")
    options = parser.parse_args()
    try:
        api, mtproto, errors = read_sources(options.source)
    except (OSError, KeyError, ValueError, tarfile.TarError) as problem:
        sys.exit(f"{options.source}: {problem}; expected {', '.join(FILES)} of the npm package @mtcute/core")

    licence = "// Facts of Telegram's API, written by generator/import_schema.py. Not edited by hand."
    texts = {
        "api.tl": schema_text(api["e"], BASE, (), set(), [licence, f"// LAYER {api['l']}", ""]),
        "mtproto.tl": schema_text(mtproto, BASE + MTPROTO_TYPES, MTPROTO_METHODS, MTPROTO_FUNCTIONS, [licence, ""]),
        "errors.tsv": errors_text(api["e"], errors),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = options.out / name
        before = path.read_text("utf-8") if path.exists() else ""
        if name.endswith(".tl"):
            report(name, declarations_of(before), declarations_of(text))
        if before != text:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
