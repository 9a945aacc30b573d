# SPDX-License-Identifier: MIT
"""Writes the samples that no available library writes, independently of awaitgram's code: `python3 make_samples.py`."""

import base64
import hashlib
import pathlib
import shutil
import sqlite3
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HERE = pathlib.Path(__file__).resolve().parent
KEY = b"".join(hashlib.sha512(b"mtproto-session-sample-%d" % i).digest() for i in range(4))
USER, BOT, OLD_USER, API_ID = 7000000001, 7000000002, 123456789, 12345


def url_base64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def write_line(name, text):
    (HERE / name).write_text(text + "\n")


def tl_bytes(data):
    head = bytes([len(data)]) if len(data) < 254 else struct.pack("<I", len(data) << 8 | 254)
    return head + data + bytes(-len(head + data) % 4)


def pack_zeros(data):
    """MTKruto's run-length coding."""
    packed, at = b"", 0
    while at < len(data):
        run = 0
        while at + run < len(data) and data[at + run] == 0 and run < 255:
            run += 1
        packed += bytes([0, run]) if run else data[at:at + 1]
        at += run or 1
    return packed


def strings():
    write_line("pyrogram1.string.user32.txt", url_base64(struct.pack(">B?256sI?", 2, False, KEY, OLD_USER, False)))
    write_line("pyrogram1.string.user64.txt", url_base64(struct.pack(">B?256sQ?", 2, False, KEY, USER, False)))
    user, bot = struct.pack("<i?q", API_ID, False, USER), struct.pack("<i?q", API_ID, True, BOT)
    write_line("mtkruto.string.user.txt", url_base64(pack_zeros(tl_bytes(b"2") + tl_bytes(KEY) + user)))
    write_line("mtkruto.string.test.txt", url_base64(pack_zeros(tl_bytes(b"2-test") + tl_bytes(KEY) + bot)))
    write_line("mtkruto.string.old.txt", url_base64(pack_zeros(tl_bytes(b"2") + tl_bytes(KEY))))


def database(name, script, *rows):
    path = HERE / name
    path.unlink(missing_ok=True)
    file = sqlite3.connect(path)
    file.executescript(script)
    for table, values in rows:
        file.execute(f"insert into {table} values ({', '.join('?' * len(values))})", values)
    file.commit()
    return file


GRAMMERS = """
create table dc_home (dc_id integer not null, primary key (dc_id));
create table dc_option (dc_id integer not null, ipv4 text not null, ipv6 text not null, auth_key blob, primary key (dc_id));
create table peer_info (peer_id integer not null, hash integer, subtype integer, primary key (peer_id));
create table update_state (pts integer not null, qts integer not null, date integer not null, seq integer not null);
create table channel_state (peer_id integer not null, pts integer not null, primary key (peer_id));
pragma user_version = 1;
"""

PEERS = [(USER, -1234567890123456789), (-4242, 0), (-1001234567890, -77)]


def files():
    database(
        "grammers.v1.session", GRAMMERS, ("dc_home", (2,)),
        ("dc_option", (2, "149.154.167.41:443", "[2001:67c:4e8:f002::a]:443", KEY)),
        ("dc_option", (4, "149.154.167.92:443", "[::149.154.167.92]:443", None)),
        ("peer_info", (USER, PEERS[0][1], 1)), ("peer_info", (BOT, 5, 2)), ("peer_info", (-4242, None, None)),
        ("peer_info", (-1001234567890, -77, 8)), ("peer_info", (-1001234567891, None, 4)),
        ("peer_info", (-1001234567892, 7, 12)),
        ("update_state", (1234, 5, 1704164645, 77)), ("channel_state", (1234567890, 55)),
    ).close()
    # As mtcute's own, with the state that a client leaves after a run.
    shutil.copy(HERE / "mtcute.session", HERE / "mtcute.peers.session")
    file = sqlite3.connect(HERE / "mtcute.peers.session")

    def fast(value):
        low, high = struct.unpack("<ii", struct.pack("<q", value))
        return f"{low}|{high}"

    for id, hash, is_min in [(*peer, 0) for peer in PEERS] + [(7000000005, 99, 1)]:
        file.execute("insert into peers (id, hash, usernames, updated, isMin) values (?, ?, '[]', 0, ?)", (id, fast(hash), is_min))
    salt = struct.pack("<IIIiiq", 0x1CB5C415, 1, 0x0949D9DC, 1704164645, 1704168245, -42)
    for key, value in {"updates_pts": 1234, "updates_qts": 5, "updates_date": 1704164645, "updates_seq": 77,
                       "updates_channel:1234567890": 55}.items():
        file.execute("insert into key_value values (?, ?)", (key, struct.pack("<i", value)))
    file.execute("insert into key_value values ('salts:2', ?)", (salt,))
    file.commit()
    file.close()


def sha1(*parts):
    return hashlib.sha1(b"".join(parts)).digest()


def ige_encrypt(data, key, iv):
    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    last, before, out = iv[:16], iv[16:], b""
    for at in range(0, len(data), 16):
        plain = data[at:at + 16]
        mixed = bytes(a ^ b for a, b in zip(block.update(bytes(a ^ b for a, b in zip(plain, last))), before))
        last, before, out = mixed, plain, out + mixed
    return out


def close(content, key):
    """Telegram Desktop's local encryption: MTProto 1.0, in the server's direction."""
    data = struct.pack("<I", len(content) + 4) + content
    data += bytes(-len(data) % 16)
    message = sha1(data)[:16]
    a, b = sha1(message, key[8:40]), sha1(key[40:56], message, key[56:72])
    c, d = sha1(key[72:104], message), sha1(message, key[104:136])
    return message + ige_encrypt(data, a[:8] + b[8:] + c[4:16], a[8:] + b[:8] + c[16:] + d[:8])


def qt(data):
    return struct.pack(">I", len(data)) + data


def write_tdf(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    version = struct.pack("<I", 5008003)
    check = hashlib.md5(content + struct.pack("<I", len(content)) + version + b"TDF$").digest()
    path.write_bytes(b"TDF$" + version + content + check)


def account_name(index):
    digest = hashlib.md5(b"data" if index == 0 else b"data#%d" % (index + 1)).hexdigest()[:16].upper()
    return "".join(digest[at + 1] + digest[at] for at in range(0, 16, 2))


LOCAL_KEY = bytes(range(256))
SALT = bytes(range(32))


def authorization(user, dc, keys):
    packed = struct.pack(">iiQi", -1, -1, user, dc) + struct.pack(">i", len(keys))
    packed += b"".join(struct.pack(">i", id) + key for id, key in keys) + struct.pack(">i", 0)
    return struct.pack(">I", 0x4B) + qt(packed)


def tdata():
    """Two accounts with a passcode, the second of them active and on test servers; and the format before key_datas."""
    base = HERE / "tdata.passcode"
    hash = hashlib.sha512(SALT + b"secret" + SALT).digest()
    passcode = hashlib.pbkdf2_hmac("sha512", hash, SALT, 100_000, 256)
    info = struct.pack(">iiii", 2, 0, 1, 1)
    write_tdf(base / "key_datas", qt(SALT) + qt(close(LOCAL_KEY, passcode)) + qt(close(info, LOCAL_KEY)))
    other = KEY[::-1]
    write_tdf(base / f"{account_name(0)}s", qt(close(authorization(USER, 2, [(2, KEY), (4, other), (10002, other)]), LOCAL_KEY)))
    write_tdf(base / f"{account_name(1)}s", qt(close(authorization(OLD_USER, 1, [(1, other)]), LOCAL_KEY)))
    write_tdf(base / account_name(1) / "configs", qt(close(qt(struct.pack(">ii", 1, 1)), LOCAL_KEY)))

    base = HERE / "tdata.legacy"
    passcode = hashlib.pbkdf2_hmac("sha1", b"", SALT, 4, 256)
    write_tdf(base / account_name(0) / "map0", qt(SALT) + qt(close(LOCAL_KEY, passcode)) + qt(close(b"", LOCAL_KEY)))
    packed = struct.pack(">iii", OLD_USER, 2, 1) + struct.pack(">i", 2) + KEY + struct.pack(">i", 0)
    write_tdf(base / f"{account_name(0)}0", qt(close(struct.pack(">I", 0x4B) + qt(packed), LOCAL_KEY)))


if __name__ == "__main__":
    strings()
    files()
    tdata()
