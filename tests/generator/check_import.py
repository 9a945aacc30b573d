# SPDX-License-Identifier: MIT
"""Checks that the importer writes canonical TL, prints the changes, and changes nothing the second time."""

import json
import pathlib
import subprocess
import sys
import tempfile

IMPORTER = pathlib.Path(__file__).resolve().parents[2] / "generator" / "import_schema.py"

POINT = {
    "kind": "class", "name": "point", "id": 0x12345678, "type": "Point",
    "arguments": [
        {"name": "flags", "type": "#"},
        {"name": "hidden", "type": "true", "typeModifiers": {"predicate": "flags.0"}},
        {"name": "ids", "type": "int53", "typeModifiers": {"predicate": "flags.1", "isVector": True}},
    ],
}
WRAP = {
    "kind": "method", "name": "wrap", "id": 0x2B, "type": "X", "generics": [{"name": "X", "type": "Type"}],
    "arguments": [{"name": "query", "type": "!X"}], "throws": [{"code": 400, "name": "QUERY_BAD"}],
}
SALTS = {
    "kind": "class", "name": "mt_salts", "id": 1, "type": "Salts",
    "arguments": [{"name": "all", "type": "mt_salt", "typeModifiers": {"isBareVector": True, "isBareType": True}}],
}
ERRORS = {
    "errors": {"FLOOD_WAIT_%d": {"code": 420, "name": "FLOOD_WAIT_%d", "description": "not copied"}},
    "throws": {"wrap": ["FLOOD_WAIT_%d"], "gone": []}, "userOnly": {"wrap": 1}, "botOnly": {},
}


def run(source, out):
    done = subprocess.run([sys.executable, IMPORTER, source, "--out", out], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as directory:
        source, out = pathlib.Path(directory, "package"), pathlib.Path(directory, "out")
        source.mkdir()

        def write(entries):
            (source / "api-schema.json").write_text(json.dumps({"l": 9, "e": entries, "u": {}}))

        write([POINT, WRAP])
        (source / "mtp-schema.json").write_text(json.dumps([SALTS]))
        (source / "raw-errors.json").write_text(json.dumps(ERRORS))

        printed = run(source, out)
        point = "point#12345678 flags:# hidden:flags.0?true ids:flags.1?Vector<long> = Point;"
        assert f"  added    {point}" in printed, printed
        api = (out / "api.tl").read_text()
        assert "// LAYER 9\n" in api and f"\n{point} // hand-assigned id\n" in api, api
        assert api.endswith("\n---functions---\n\nwrap#0000002b {X:Type} query:!X = X; // hand-assigned id\n"), api
        assert "salts#00000001 all:vector<salt> = Salts;" in (out / "mtproto.tl").read_text()
        errors = (out / "errors.tsv").read_text()
        assert "error\t420\tFLOOD_WAIT_%d\n" in errors and "not copied" not in errors, errors
        assert errors.endswith("method\twrap\tusers\tFLOOD_WAIT_%d,QUERY_BAD\n"), errors

        before = {path: path.read_bytes() for path in out.iterdir()}
        printed = run(source, out)
        assert not [line for line in printed.splitlines() if line.startswith("  ")], printed
        assert before == {path: path.read_bytes() for path in out.iterdir()}

        write([dict(POINT, id=0x87654321)])
        printed = run(source, out)
        assert f"  changed  {point}\n" in printed and "  removed  wrap#0000002b" in printed, printed
        (source / "api-schema.json").write_text("{")
        done = subprocess.run([sys.executable, IMPORTER, source, "--out", out], capture_output=True, text=True)
        assert done.returncode != 0 and str(source) in done.stderr and "Traceback" not in done.stderr, done.stderr


if __name__ == "__main__":
    main()
