# SPDX-License-Identifier: MIT
"""A bot of Telethon with twenty handlers, as in benchmarks/support/twenty_handlers.hpp, whose messages come from benchmark_feed.

telethon_handlers.py --write DIRECTORY ROUNDS BURSTS MESSAGES PER_PACKET
    writes the packets and answers for benchmark_feed, in Telethon's layer
telethon_handlers.py PORT KEY ROUNDS BURSTS MESSAGES
    prints the processor time of each round, by message, as JSON
"""

import asyncio
import datetime
import json
import pathlib
import platform
import struct
import sys
import time

import telethon
from telethon import events
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession
from telethon.tl import functions, types

BOT = 8_000_000_000
SENDERS = 1000
DATE = datetime.datetime.fromtimestamp(1_800_000_000, datetime.timezone.utc)
COMMANDS = "start help settings add remove list search stats language about ban unban".split()


def person(number):
    return types.User(
        id=number, access_hash=number * 1_000_003, first_name="Somebody", username=f"user{number}"
    )


def packets(messages, in_packet):
    """The same messages as those of benchmarks/support/mailbox.hpp."""
    together = min(10, in_packet)
    first, number, pts = 0, 0, 1
    for _ in range(0, messages, in_packet):
        updates = []
        for i in range(in_packet):
            number, pts = number + 1, pts + 1
            text = f"a message of the usual length, number {number}"
            sender = types.PeerUser(1 + (first + i % together) % SENDERS)
            message = types.Message(id=number, peer_id=sender, date=DATE, message=text)
            updates.append(types.UpdateNewMessage(message=message, pts=pts, pts_count=1))
        users = [person(1 + (first + i) % SENDERS) for i in range(together)]
        first += together
        yield bytes(types.Updates(updates=updates, users=users, chats=[], date=DATE, seq=0))


def config():
    """Zero wherever Telethon does not care."""
    names = types.Config.__init__.__annotations__
    zero = {"int": 0, "str": "", "bool": False}
    values = {name: zero[kind.__name__] for name, kind in names.items() if getattr(kind, "__name__", "") in zero}
    return types.Config(**values | {"date": DATE, "expires": DATE, "this_dc": 2, "dc_options": []})


def write(directory, messages, in_packet):
    directory = pathlib.Path(directory)
    directory.mkdir(exist_ok=True)
    with open(directory / "packets.bin", "wb") as file:
        for each in packets(messages, in_packet):
            file.write(struct.pack("<I", len(each)) + each)
    me = types.User(
        id=BOT, access_hash=17, is_self=True, bot=True, bot_info_version=1, first_name="Benchmark", username="benchmark_bot"
    )
    vector = struct.pack("<II", 0x1CB5C415, 1)
    (directory / "users.getUsers.bin").write_bytes(vector + bytes(me))
    state = types.updates.State(pts=1, qts=0, date=DATE, seq=0, unread_count=0)
    (directory / "updates.getState.bin").write_bytes(bytes(state))
    (directory / "help.getConfig.bin").write_bytes(bytes(config()))


async def never(event):
    print("a handler was called for a message that is not its own", file=sys.stderr)
    raise SystemExit(1)


async def main(port, key, rounds, bursts, messages):
    session = MemorySession()
    session.set_dc(2, "127.0.0.1", port)
    session.auth_key = AuthKey(bytes.fromhex(key))
    client = telethon.TelegramClient(session, 1, "0123456789abcdef0123456789abcdef")
    handled, since, figures = 0, 0, []
    ended = asyncio.Event()

    async def after_burst():
        nonlocal since
        done = handled // messages
        if done % bursts == 0:
            now = time.process_time_ns()
            if done > bursts:  # the first round is not measured
                figures.append((now - since) / (bursts * messages))
            since = time.process_time_ns()
        if done == (rounds + 1) * bursts:
            ended.set()
            return
        await client(functions.help.GetNearestDcRequest())

    # As with the other libraries, the first handler that takes a message ends its way.
    def on_message(handler, **filters):
        async def last(event):
            await handler(event)
            raise events.StopPropagation

        client.add_event_handler(last, events.NewMessage(incoming=True, **filters))

    for name in COMMANDS:
        on_message(never, pattern=rf"/{name}(@benchmark_bot)?(\s|$)")
    on_message(never, pattern=r"ping$")
    on_message(never, pattern="!")
    on_message(never, func=lambda event: event.photo)
    on_message(never, func=lambda event: event.document and event.is_private)
    on_message(never, func=lambda event: event.is_group and event.raw_text)
    on_message(never, func=lambda event: event.is_reply and event.raw_text)
    on_message(never, from_users=[SENDERS + 1, SENDERS + 2])

    async def take(event):
        nonlocal handled
        if not event.raw_text:
            await never(event)
        handled += 1
        if handled % messages == 0:
            await after_burst()

    on_message(take, func=lambda event: event.raw_text)
    await client.connect()
    await client.get_me()
    await after_burst()
    await ended.wait()
    runtime = f"{platform.python_implementation()} {platform.python_version()}"
    print(json.dumps({"version": telethon.__version__, "runtime": runtime, "ns": figures}))
    await client.disconnect()


if __name__ == "__main__":
    if sys.argv[1] == "--write":
        rounds, bursts, messages, in_packet = map(int, sys.argv[3:])
        write(sys.argv[2], (rounds + 1) * bursts * messages, in_packet)
    else:
        port, key, *counts = sys.argv[1:]
        asyncio.run(main(int(port), key, *map(int, counts)))
