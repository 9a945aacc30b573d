# SPDX-License-Identifier: MIT
"""Measures Telethon's reader, writer and parsers of texts:  telethon_peer.py CONTENT.json ROUNDS.  Prints JSON."""

import datetime
import gc
import json
import platform
import statistics
import sys
import time

import telethon
from telethon.extensions import BinaryReader, html, markdown
from telethon.tl import alltlobjects, functions, types

ENTITIES = {
    "bold": types.MessageEntityBold,
    "italic": types.MessageEntityItalic,
    "code": types.MessageEntityCode,
    "mention": types.MessageEntityMention,
    "url": types.MessageEntityUrl,
    "hashtag": types.MessageEntityHashtag,
    "text_url": types.MessageEntityTextUrl,
    "mention_name": types.MessageEntityMentionName,
}


def date(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def entity(each):
    more = {name: each[key] for key, name in (("url", "url"), ("user", "user_id")) if key in each}
    return ENTITIES[each["kind"]](offset=each["offset"], length=each["length"], **more)


def photo(each):
    sizes = [types.PhotoStrippedSize(type="i", bytes=bytes.fromhex(each["stripped"]))]
    sizes += [types.PhotoSize(**size) for size in each["sizes"]]
    sizes += [types.PhotoSizeProgressive(**each["progressive"])]
    return types.MessageMediaPhoto(
        photo=types.Photo(
            id=int(each["id"]),
            access_hash=int(each["access_hash"]),
            file_reference=bytes.fromhex(each["file_reference"]),
            date=date(each["date"]),
            sizes=sizes,
            dc_id=2,
        )
    )


def reactions(each):
    return types.MessageReactions(
        can_see_list=True,
        results=[types.ReactionCount(reaction=one["emoticon"], count=one["count"]) for one in each["results"]],
        recent_reactions=[
            types.MessagePeerReaction(peer_id=types.PeerUser(one["user"]), reaction=one["emoticon"])
            for one in each["recent"]
        ]
        or None,
    )


def message(each):
    forwarded = each.get("forwarded")
    return types.Message(
        out=each["out"],
        mentioned=each["mentioned"],
        silent=each["silent"],
        id=each["id"],
        from_id=types.PeerUser(each["user"]),
        peer_id=types.PeerChannel(each["channel"]),
        fwd_from=forwarded
        and types.MessageFwdHeader(
            from_id=types.PeerChannel(forwarded["channel"]),
            date=date(forwarded["date"]),
            channel_post=forwarded["post"],
        ),
        reply_to=types.MessageReplyHeader(reply_to_msg_id=each["reply_to"]) if "reply_to" in each else None,
        date=date(each["date"]),
        message=each["text"],
        media=photo(each["photo"]) if "photo" in each else None,
        entities=[entity(one) for one in each["entities"]] if "entities" in each else None,
        views=each.get("views"),
        forwards=each.get("forwards"),
        edit_date=date(each["edit_date"]) if "edit_date" in each else None,
        grouped_id=int(each["grouped_id"]) if "grouped_id" in each else None,
        reactions=reactions(each["reactions"]) if "reactions" in each else None,
    )


def user(each):
    picture = each.get("photo")
    return types.User(
        contact=each["contact"],
        premium=each["premium"],
        id=each["id"],
        access_hash=int(each["access_hash"]),
        first_name=each["first_name"],
        last_name=each.get("last_name"),
        username=each.get("username"),
        photo=picture
        and types.UserProfilePhoto(
            photo_id=int(picture["id"]), stripped_thumb=bytes.fromhex(picture["thumb"]), dc_id=2
        ),
        status=types.UserStatusOffline(date(each["was_online"]))
        if "was_online" in each
        else types.UserStatusRecently(),
    )


def channel(each):
    return types.Channel(
        broadcast=not each["megagroup"],
        megagroup=each["megagroup"],
        id=each["id"],
        access_hash=int(each["access_hash"]),
        title=each["title"],
        username=each["username"],
        photo=types.ChatPhoto(
            photo_id=int(each["photo"]["id"]), stripped_thumb=bytes.fromhex(each["photo"]["thumb"]), dc_id=2
        ),
        date=date(each["date"]),
        default_banned_rights=types.ChatBannedRights(
            change_info=True, pin_messages=True, until_date=date(0x7FFFFFFF)
        ),
        participants_count=each["participants"],
    )


def values(content):
    page, update, request = content["page"], content["update"], content["request"]
    yield "messages", types.messages.Messages(
        messages=[message(each) for each in page["messages"]],
        chats=[channel(each) for each in page["channels"]],
        users=[user(each) for each in page["users"]],
    )
    yield "update", types.Updates(
        updates=[types.UpdateNewChannelMessage(message=message(update["message"]), pts=update["pts"], pts_count=1)],
        users=[user(update["user"])],
        chats=[channel(update["channel"])],
        date=date(update["message"]["date"]),
        seq=0,
    )
    yield "request", functions.messages.SendMessageRequest(
        clear_draft=True,
        peer=types.InputPeerChannel(request["channel"], int(request["access_hash"])),
        reply_to_msg_id=request["reply_to"],
        message=request["text"],
        random_id=int(request["random_id"]),
        entities=[entity(each) for each in request["entities"]],
    )


def timed(work, rounds):
    count, taken = 1, 0
    while taken < 10_000_000:  # short enough that some rounds are not interrupted by other programs
        count *= 2
        start = time.perf_counter_ns()
        for _ in range(count):
            work()
        taken = time.perf_counter_ns() - start
    each = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter_ns()
        for _ in range(count):
            work()
        each.append((time.perf_counter_ns() - start) / count)
    return {"median_ns": statistics.median(each), "best_ns": min(each)}


def main():
    content_path, rounds = sys.argv[1], int(sys.argv[2])
    with open(content_path, encoding="utf-8") as file:
        content = json.load(file)
    results = {}
    for name, value in values(content):
        encoded = bytes(value)
        size = {"bytes": len(encoded)}
        if name != "request":
            if bytes(BinaryReader(encoded).tgread_object()) != encoded:
                sys.exit(f"{name} differs after encoding")
            results[f"decode/{name}"] = size | timed(lambda: BinaryReader(encoded).tgread_object(), rounds)
        results[f"encode/{name}"] = size | timed(lambda: bytes(value), rounds)
    text = content["text"]
    for name, parser, source in (("html", html, text["html"]), ("markdown", markdown, text["peers' markdown"])):
        plain, entities = parser.parse(source)
        if plain != text["plain"] or len(entities) != text["entities"]:
            sys.exit(f"{name} is parsed otherwise")
        results[f"parse/{name}"] = {"bytes": len(plain.encode())} | timed(lambda: parser.parse(source), rounds)
    print(
        json.dumps(
            {
                "name": "Telethon",
                "version": telethon.__version__,
                "runtime": f"{platform.python_implementation()} {platform.python_version()}",
                "layer": alltlobjects.LAYER,
                "results": results,
            }
        )
    )


if __name__ == "__main__":
    main()
