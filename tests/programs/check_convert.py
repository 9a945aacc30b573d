# SPDX-License-Identifier: MIT
"""session_convert turns every sample into awaitgram's file and into strings, changes no source and shows no secret.

    python3 check_convert.py SESSION_CONVERT A_FILE_BESIDE_THE_SAMPLES
"""

import base64
import concurrent.futures
import hashlib
import os
import pathlib
import pty
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SAMPLES = pathlib.Path(sys.argv[2]).resolve().parent
KEY = b"".join(hashlib.sha512(b"mtproto-session-sample-%d" % i).digest() for i in range(4))
FILES = [
    "telethon.v1.session", "telethon.v3.session", "telethon.v5.session", "telethon125.v7.session", "pyrogram2.v3.session",
    "kurigram.v6.session", "mtcute.session", "mtcute.peers.session", "grammers.v1.session", "gramjs_store", "tdata", "tdata.legacy",
]
STRINGS = ["string:", "telethon:", "pyrogram:", "gramjs:", "mtcute:", "mtkruto:"]
TELL = ["--api-id", "12345", "--user", "7000000001"]
problems = []


def secrets():
    for at in range(0, 200, 40):
        part = KEY[at:at + 24]
        yield part.hex()
        for shift in range(3):
            coded = base64.b64encode(KEY[at + shift:at + shift + 24]).decode()
            yield coded[4:-4]
            yield coded[4:-4].replace("+", "-").replace("/", "_")


def run(*arguments, stdin="", **environment):
    clean = {name: value for name, value in os.environ.items() if name != "SESSION_PASSCODE"}
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, env={**clean, **environment}, capture_output=True, text=True,
                          timeout=60)
    if any(secret in done.stderr for secret in secrets()):
        problems.append(f"{arguments}: a secret was printed")
    return done


def expect(what, true, done):
    if not true:
        problems.append(f"{what}: exit code {done.returncode}\n{done.stdout[:200]}\n{done.stderr}")


def refuses(what, done, *expected):
    lines = done.stderr.strip().splitlines()
    said = lines[-1] if lines else ""
    expect(what, done.returncode == 1 and not done.stdout and all(text in said for text in expected), done)


def line(sample):
    return (SAMPLES / sample).read_text().strip()


def state(directory):
    return {path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in sorted(directory.rglob("*"))}


def check_strings():
    for sample, to in [("telethon125.string.ipv4.txt", "telethon:"), ("telethon125.string.ipv6.txt", "telethon:"),
                       ("gramjs.string.ipv4.txt", "gramjs:"), ("pyrogram2.string.bot.txt", "pyrogram:"),
                       ("mtcute.string.v3.user.txt", "mtcute:"), ("mtkruto.string.user.txt", "mtkruto:")]:
        text = line(sample)
        done = [run(SAMPLES / sample, to), run("-", to, stdin=text + "\n"), run("env:MY_SESSION", to, MY_SESSION=text), run(text, to)]
        for each in done:
            expect(f"{sample} to {to}", each.returncode == 0 and each.stdout == text + "\n", each)
    for to in STRINGS:
        converted = run("-", to, *TELL, stdin=line("telethon125.string.ipv4.txt"))
        back = run("-", "telethon:", stdin=converted.stdout)
        # Pyrogram's and MTKruto's strings have no address, so the default address of the data centre is used.
        same = back.stdout.strip() == line("telethon125.string.ipv4.txt") if to not in ("pyrogram:", "mtkruto:") else back.stdout
        expect(f"to {to} and back", converted.returncode == 0 and same, back)
    refuses("Pyrogram's string without an API id", run("-", "pyrogram:", stdin=line("telethon125.string.ipv4.txt")), "--api-id")
    refuses("an empty input", run("-", "string:"), "session string")
    refuses("an unset variable", run("env:NO_SUCH", "string:"), "NO_SUCH")
    refuses("a path that does not exist", run("no/such.session", "string:"), "no/such.session")
    cut = line("telethon125.string.ipv4.txt")[:-20]
    refuses("a cut string", run(cut, "string:"), "neither a file")


def check_cuts():
    """A session string, whole or cut, is never printed, in whatever argument it is given."""
    kinds = ["telethon125.string.ipv4.txt", "telethon125.string.ipv6.txt", "gramjs.string.ipv4.txt", "pyrogram2.string.bot.txt",
             "mtcute.string.v3.user.txt", "mtkruto.string.user.txt"]
    texts = [line(sample) for sample in kinds]
    texts.append(run("-", "string:", *TELL, stdin=texts[0]).stdout.strip())
    cuts = {cut for text in texts for length in range(9, len(text)) if length < 50 or length % 3 == 0
            for cut in (text[:length], text[-length:])}
    ways = {f"{cut} alone": (cut, [cut, "string:"]) for cut in cuts}
    for text in texts:
        for cut in (text, text[:-1], text[1:], text[:64], text[60:120]):
            for arguments in [["env:" + cut, "string:"], [f'"{cut[:-2]}"', "string:"], [cut[:-2] + ".", "string:"],
                              [SAMPLES / "telethon.v1.session", cut], [f"--from={cut}", "x", "y"], [cut, "--to-key-env", cut, "z"],
                              ["--from-key-env", cut, "x", "y"], [cut, cut]]:
                ways[f"{cut} in {arguments}"] = (cut, arguments)
    existing = texts[4][:90]
    ways[f"{existing}, a file"] = (existing, [existing, existing])

    def tells(way):
        cut, arguments = way
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                              cwd=elsewhere)
        return cut[:-2] in done.stderr or any(cut[at:at + 12] in done.stderr for at in range(len(cut) - 11))

    with tempfile.TemporaryDirectory() as elsewhere, concurrent.futures.ThreadPoolExecutor(4) as pool:
        pathlib.Path(elsewhere, existing).touch()
        told = [name for name, shown in zip(ways, pool.map(tells, ways.values())) if shown]
    problems.extend(f"a session string was printed: {name}" for name in told[:10])
    return len(ways)


def check_files(directory):
    for sample in FILES:
        source = directory / "source" / sample
        copy = shutil.copytree if (SAMPLES / sample).is_dir() else shutil.copy
        source.parent.mkdir(exist_ok=True)
        copy(SAMPLES / sample, source)
        before = state(source.parent)
        converted = directory / f"{sample}.converted"
        done = run(source, converted)
        expect(f"{sample} to a file", done.returncode == 0 and converted.exists() and not done.stdout, done)
        expect(f"{sample} is unchanged", state(source.parent) == before, done)
        expect(f"{sample}: only the file was created", not list(directory.glob(f"{sample}.converted?*")), done)
        expect(f"{sample}: only its owner may read it", stat.S_IMODE(converted.stat().st_mode) == 0o600, done)
        keys = sqlite3.connect(converted).execute("select id, auth_key from dc where auth_key is not null").fetchall()
        expect(f"{sample}: the key", keys == [(2, KEY)], done)
        again = run(converted, "string:")
        expect(f"{sample}: read again", again.returncode == 0 and again.stdout.startswith("ag1:"), again)
    again = run(directory / "telethon125.v7.session.converted", "telethon:")
    same = again.stdout.strip() == line("telethon125.string.ipv4.txt")
    expect("from Telethon's file through awaitgram's to its string", same, again)
    expect("the contents are described", "awaitgram file, version 4: DC 2, 3 peers, updates up to pts 1234" in again.stderr, again)


def rows(path):
    database = sqlite3.connect(path)
    tables = [name for name, in database.execute("select name from sqlite_master where type = 'table' order by name")]
    contents = {table: sorted(database.execute(f"select * from {table}"), key=repr) for table in tables}
    database.close()
    return contents


def whole_session(path):
    """A file with all kinds of contents."""
    run(SAMPLES / "telethon125.v7.session", path)
    database = sqlite3.connect(path)
    with database:
        database.execute("insert or replace into api_layer values (1, 227)")
        database.execute("insert into temporary_key values (2, ?, 1900000000)", (KEY[::-1],))
        database.execute("insert into salt values (2, 0, 77, 1700000000, 1700003600)")
        database.execute("insert or replace into self values (1, 7000000001, 0)")
        database.execute("update peer set bot = 0, self = 1 where id = 7000000001")
    database.close()


def check_whole(directory):
    whole = directory / "whole"
    whole_session(whole)
    copied = directory / "copied"
    done = run(whole, copied)
    expect("everything", done.returncode == 0 and rows(copied) == rows(whole) and len(rows(whole)["temporary_key"]) == 1, done)


def check_encryption(directory):
    whole = directory / "plain"
    whole_session(whole)
    for name, key, wrong in [("passphrase", "correct horse", "wrong horse"), ("bytes", "hex:" + "5a" * 32, "hex:" + "5b" * 32)]:
        secret, back = directory / f"secret.{name}", directory / f"back.{name}"
        done = run("--to-key-env", "TO_KEY", whole, secret, TO_KEY=key)
        held = secret.read_bytes()
        expect(f"{name}: encrypted", done.returncode == 0 and KEY[:32] not in held and KEY[::-1][:32] not in held, done)
        before = state(directory)
        refuses(f"{name}: without the key", run(secret, "string:"), "--from-key-env")
        refuses(f"{name}: with another key", run("--from-key-env", "FROM_KEY", secret, "string:", FROM_KEY=wrong), "key")
        refuses(f"{name}: a key variable that is not set", run("--from-key-env", "NO_SUCH", secret, "string:"), "NO_SUCH")
        expect(f"{name}: unchanged", state(directory) == before, done)
        done = run("--from-key-env", "FROM_KEY", secret, back, FROM_KEY=key)
        expect(f"{name}: decrypted", done.returncode == 0 and rows(back) == rows(whole), done)
        expect(f"{name}: told", "awaitgram file, version 4: DC 2, user 7000000001" in done.stderr, done)
        done = run("--from-key-env", "FROM_KEY", secret, "telethon:", FROM_KEY=key)
        expect(f"{name}: as a string", done.stdout.strip() == line("telethon125.string.ipv4.txt"), done)
    refuses("a short key", run("--to-key-env", "TO_KEY", whole, directory / "x", TO_KEY="hex:5a"), "64")
    refuses("an encrypted string", run("--to-key-env", "TO_KEY", whole, "string:", TO_KEY="x"), "--to-key-env")
    refuses("a key for another library's file", run("--from-key-env", "KEY", SAMPLES / "telethon.v1.session", "string:", KEY="x"), "awaitgram")


def check_replacing(directory):
    source = SAMPLES / "telethon125.v7.session"
    # A file whose last writes are still in its journal, as after a crash.
    target, journal = directory / "crashed", directory / "crashed-wal"
    running = sqlite3.connect(directory / "running", isolation_level=None)
    running.execute("pragma journal_mode = wal").fetchall()
    running.execute("create table precious (text)")
    shutil.copy(directory / "running", target)
    shutil.copy(directory / "running-wal", journal)
    running.close()
    expected = directory / "expected"
    run(source, expected)
    done = run("--force", source, target)
    expect("over a crashed file", done.returncode == 0 and rows(target) == rows(expected) and not journal.exists(), done)
    # A journal that it does not understand is not removed.
    target.write_text("precious")
    journal.write_text("precious, too")
    before = state(directory)
    refuses("over a file with the journal of another", run("--force", source, target), "journal")
    expect("a file with another's journal", state(directory) == before, done)


def check_overwriting(directory):
    source = SAMPLES / "telethon125.v7.session"
    target = directory / "precious"
    target.write_text("precious")
    refuses("a file that exists", run(source, target), "--force")
    expect("the file that exists", target.read_text() == "precious", run(source, "string:"))
    done = run("--force", source, target)
    expect("--force", done.returncode == 0 and target.read_bytes()[:6] == b"SQLite", done)
    same = directory / "same"
    shutil.copy(source, same)
    refuses("a file onto itself", run("--force", same, same), "same file")
    refuses("onto a directory", run("--force", source, directory), "not a regular file")
    refuses("into a directory that does not exist", run(source, directory / "none" / "x.session"), "none")
    refuses("garbage onto a file", run("--force", __file__, target), "not a session")
    other = sqlite3.connect(target, isolation_level=None)
    other.execute("pragma locking_mode = exclusive").fetchall()
    other.execute("select * from home").fetchall()  # as awaitgram holds it
    refuses("a session in use", run("--force", source, target), "in use")


def check_passcode(directory):
    source = SAMPLES / "tdata.passcode"
    refuses("no passcode", run(source, "string:"), "passcode")
    refuses("a wrong passcode", run(source, "string:", SESSION_PASSCODE="wrong"), "passcode")
    done = run(source, "string:", SESSION_PASSCODE="secret")
    expect("the passcode", done.returncode == 0 and "account 2 of 2" in done.stderr, done)
    done = run("--account", "1", source, directory / "first", SESSION_PASSCODE="secret")
    expect("the first account", done.returncode == 0 and "user 7000000001" in done.stderr, done)
    refuses("a third account", run("--account", "3", source, "string:", SESSION_PASSCODE="secret"), "no account")
    if os.name == "posix":
        here, there = pty.openpty()
        os.write(here, b"secret\n")
        asked = subprocess.run([PROGRAM, source, "string:"], stdin=there, capture_output=True, text=True, timeout=60)
        expect("a typed passcode", asked.returncode == 0 and "Passcode" in asked.stderr and "secret" not in asked.stderr, asked)
        os.close(here)
        os.close(there)


def check_usage():
    for arguments in [[], ["x"], ["x", "y", "z"], ["--what", "x", "y"], ["--account", "0", "x", "y"], ["x", "y", "--api-id"],
                      ["x", "y", "--to-key-env"], ["x", line("telethon125.string.ipv4.txt")]]:
        done = run(*arguments)
        expect(f"{arguments}", done.returncode == 2 and "usage:" in done.stderr, done)


def main():
    check_usage()
    check_strings()
    cuts = check_cuts()
    for check in (check_files, check_overwriting, check_whole, check_encryption, check_replacing, check_passcode):
        with tempfile.TemporaryDirectory() as directory:
            check(pathlib.Path(directory))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(FILES)} files, {cuts} cuts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
