# SPDX-License-Identifier: MIT
"""What all peers decode, encode and parse, as JSON on the standard output: the same content for each, whatever its layer.

A page of history (100 messages with entities, photos, replies and reactions, 30 users, 5 channels; about 48 KB in layer 227),
one update, one request, and a text of 4 KB with 40 styled parts. 64-bit numbers are decimal strings, bytes are hex.
"""

import json
import random

WORDS = {
    "english": "the deploy is green again see you at noon please review thanks I think coroutines are fine here".split(),
    "russian": "привет как дела сегодня вечером посмотри пожалуйста спасибо это работает сборка прошла завтра".split(),
}
EMOTICONS = ["\U0001F44D", "\U00002764", "\U0001F525", "\U0001F602"]
FIRST_USER, USERS = 5_012_345_678, 30
FIRST_CHANNEL, CHANNELS = 1_234_567_890, 5
FIRST_MESSAGE, START = 48_213, 1_660_000_000

chance = random.Random(20)


def one_in(cases):
    return chance.randrange(cases) == 0


def long():
    return str(chance.getrandbits(63))


def raw(size):
    return chance.randbytes(size).hex()


def text(size):
    """About this many bytes of UTF-8 in one language, in whole words."""
    words, result = WORDS[chance.choice(sorted(WORDS))], ""
    while len(result.encode()) < size:
        result += chance.choice(words) + " "
    return result.strip()


def entity():
    kind = chance.choice(["bold", "italic", "code", "mention", "url", "hashtag", "text_url", "mention_name"])
    result = {"kind": kind, "offset": chance.randrange(20), "length": 3 + chance.randrange(12)}
    if kind == "text_url":
        result["url"] = "https://example.com/" + "page" * chance.randrange(6)
    if kind == "mention_name":
        result["user"] = FIRST_USER + chance.randrange(USERS)
    return result


def photo():
    return {
        "id": long(),
        "access_hash": long(),
        "file_reference": raw(29),
        "date": START,
        "stripped": raw(120 + chance.randrange(80)),
        "sizes": [
            {"type": "m", "w": 320, "h": 240, "size": 15_000 + chance.randrange(9000)},
            {"type": "x", "w": 800, "h": 600, "size": 60_000 + chance.randrange(9000)},
        ],
        "progressive": {"type": "y", "w": 1280, "h": 960, "sizes": [9_000, 21_000, 34_000, 52_000, 118_000]},
    }


def reactions():
    recent = [
        {"user": FIRST_USER + chance.randrange(USERS), "emoticon": chance.choice(EMOTICONS)}
        for _ in range(chance.randrange(4))
    ]
    results = [{"emoticon": each, "count": 1 + chance.randrange(40)} for each in EMOTICONS[: 1 + chance.randrange(3)]]
    return {"results": results, "recent": recent}


def message(number):
    result = {
        "id": number,
        "date": START + number,
        "out": one_in(6),
        "mentioned": one_in(20),
        "silent": one_in(15),
        "user": FIRST_USER + chance.randrange(USERS),
        "channel": FIRST_CHANNEL,
        "text": text(116 + chance.randrange(90) * (4 if one_in(4) else 1)),
    }
    if one_in(3):
        result["reply_to"] = number - 1 - chance.randrange(9)
    if one_in(8):
        result["forwarded"] = {"channel": FIRST_CHANNEL + chance.randrange(CHANNELS), "date": START, "post": number}
    if one_in(4):
        result["photo"] = photo()
    if one_in(2):
        result["entities"] = [entity() for _ in range(1 + chance.randrange(4))]
    if one_in(3):
        result["views"], result["forwards"] = chance.randrange(90_000), chance.randrange(300)
    if one_in(6):
        result["edit_date"] = result["date"] + 60
    if one_in(12):
        result["grouped_id"] = long()
    if one_in(3):
        result["reactions"] = reactions()
    return result


STYLES = ["bold", "italic", "strike", "code", "link"]
LINK = "https://example.com/page"
# What opens and closes each style, in HTML, in MarkdownV2, and in the Markdown of mtcute and Telethon.
MARKS = {
    "html": {
        "bold": ("<b>", "</b>"), "italic": ("<i>", "</i>"), "strike": ("<s>", "</s>"), "code": ("<code>", "</code>"),
        "link": (f'<a href="{LINK}">', "</a>"),
    },
    "markdown": {
        "bold": ("*", "*"), "italic": ("_", "_"), "strike": ("~", "~"), "code": ("`", "`"), "link": ("[", f"]({LINK})"),
    },
    "peers' markdown": {
        "bold": ("**", "**"), "italic": ("__", "__"), "strike": ("~~", "~~"), "code": ("`", "`"), "link": ("[", f"]({LINK})"),
    },
}  # fmt: skip


def formatted(size, count):
    """A text of about this many bytes with so many styled parts, and the same with the marks of each dialect."""
    parts = [(text(size // count // 2), text(size // count // 2)) for _ in range(count)]
    result = {"plain": " ".join(f"{before}. {styled}" for before, styled in parts), "entities": count}
    for dialect, marks in MARKS.items():
        # A full stop of MarkdownV2 is escaped.
        stop = r"\." if dialect == "markdown" else "."
        pieces = []
        for index, (before, styled) in enumerate(parts):
            opening, closing = marks[STYLES[index % len(STYLES)]]
            pieces.append(f"{before}{stop} {opening}{styled}{closing}")
        result[dialect] = " ".join(pieces)
    return result


def user(index):
    result = {
        "id": FIRST_USER + index,
        "access_hash": long(),
        "contact": one_in(3),
        "premium": one_in(5),
        "first_name": chance.choice(["Анна", "Борис", "Claire", "Dmitri", "Екатерина", "Finn"]),
    }
    if one_in(2):
        result["last_name"] = chance.choice(["Иванова", "Smith", "Meyer"])
    if not one_in(3):
        result["username"] = f"user_{chance.randrange(100_000)}"
    if not one_in(4):
        result["photo"] = {"id": long(), "thumb": raw(60 + chance.randrange(60))}
    if one_in(2):
        result["was_online"] = START - chance.randrange(90_000)
    return result


def channel(index):
    return {
        "id": FIRST_CHANNEL + index,
        "access_hash": long(),
        "megagroup": index == 0,
        "title": text(18),
        "username": f"channel_{index}",
        "photo": {"id": long(), "thumb": raw(80)},
        "date": START - chance.randrange(9_000_000),
        "participants": chance.randrange(100_000),
    }


def main():
    page = {
        "messages": [message(FIRST_MESSAGE + index) for index in range(100)],
        "users": [user(index) for index in range(USERS)],
        "channels": [channel(index) for index in range(CHANNELS)],
    }
    plain = {
        "id": FIRST_MESSAGE, "date": START, "out": False, "mentioned": False, "silent": False, "user": FIRST_USER,
        "channel": FIRST_CHANNEL, "text": text(276), "reply_to": FIRST_MESSAGE - 3,
        "entities": [{"kind": "bold", "offset": 0, "length": 7}],
    }  # fmt: skip
    update = {"message": plain, "user": page["users"][0], "channel": page["channels"][0], "pts": 81_234}
    request = {
        "channel": FIRST_CHANNEL,
        "access_hash": long(),
        "text": text(298),
        "reply_to": FIRST_MESSAGE,
        "random_id": long(),
        "entities": [
            {"kind": "bold", "offset": 0, "length": 7},
            {"kind": "text_url", "offset": 8, "length": 6, "url": "https://example.com/page"},
            {"kind": "mention_name", "offset": 20, "length": 4, "user": FIRST_USER},
        ],
    }
    content = {"page": page, "update": update, "request": request, "text": formatted(4096, 40)}
    print(json.dumps(content, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
