# SPDX-License-Identifier: MIT
"""Plays users against the lessons about handlers, each a bot that runs as a program of its own.

    python3 check_lessons.py DIRECTORY_OF_THE_EXAMPLES
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

from check_control import EXAMPLES, Control
from place import LIMIT, expect


class Lesson:
    """A lesson that runs, and a user who talks to it."""

    def __init__(self, control, name, token, **environment):
        self.control, self.name, self.environment = control, name, environment
        self.token = f"{token}:secret"
        self.bot = control.ask("bot", token=self.token)["bot"]
        self.username = f"@bot{token}_bot"
        self.start()

    def start(self):
        server = self.control.ready
        self.program = self.control.start(
            [EXAMPLES / self.name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | {
                "API_ID": "1", "API_HASH": "0" * 32, "BOT_TOKEN": self.token, "AWAITGRAM_SERVER_KEY": "key.pem",
                "AWAITGRAM_SERVER": f"{server['address']}:{server['port']}", **self.environment,
            },
        )
        expect(self.control.ask("ready", account=self.bot, wait=LIMIT) == {"ready": True}, f"{self.name} signs in")

    def stop(self):
        self.program.send_signal(signal.SIGINT)
        expect(self.program.wait(LIMIT) == 0, f"{self.name} ends well")

    def user(self, name):
        return self.control.ask("user", name=name)["user"]

    def write(self, user, text, chat=None):
        return self.control.ask("write", **{"from": user, "to": chat or self.bot, "text": text})["message"]

    def sees(self, user, chat=None, **more):
        seen = self.control.ask("see", user=user, chat=chat or self.bot, wait=LIMIT, **{"from": self.bot}, **more)
        expect(seen["seen"], f"{self.name} wrote nothing")
        return seen

    def talks(self, user, *lines):
        """Each line is what the user writes and what the bot answers."""
        for line, answer in lines:
            self.write(user, line)
            seen = self.sees(user)["text"]
            expect(seen == answer, f"{self.name} answers {line!r} by {seen!r}, not {answer!r}")


def check_commands(lesson):
    lesson.talks(
        lesson.user("Alice"), ("/add 1 2", "3"), ("/add one 2", "usage: /add a b"), ("/add 1", "usage: /add a b"),
        ("/add 1 2 3", "usage: /add a b"), ("/add 99999999999 1", "usage: /add a b"),
        ('/remind "Ann Lee" 5  the green tea', "I remind Ann Lee in 5 minutes of the green tea"),
        ("/remind Ann", "usage: /remind <word> <number> <text>"), ("/help", 'Try /add 1 2 or /remind "Ann Lee" 5 the tea'),
    )


def check_keyboard(lesson):
    alice = lesson.user("Alice")
    lesson.write(alice, "/vote")
    asked = lesson.sees(alice)
    labels = [button["text"] for row in asked["buttons"] for button in row]
    expect(asked["text"] == "Agree?" and labels == ["yes 0", "no 0"], f"the question is {asked}")
    answer = lesson.control.ask("press", user=alice, chat=lesson.bot, message=asked["message"], button="yes 0", wait=LIMIT)
    expect(answer["answered"] and answer["text"] == "Thanks!", f"a press is answered by {answer}")
    edit = lesson.sees(alice, edits=True)
    labels = [button["text"] for row in edit["buttons"] for button in row]
    expect(edit["edited"] and labels == ["yes 1", "no 0"], f"the counts are {edit}")


def check_form(lesson):
    alice, bob = lesson.user("Alice"), lesson.user("Bob")
    lesson.talks(alice, ("/form", "Your name?"), ("Alice", "Your age?"))
    lesson.talks(bob, ("/form", "Your name?"))
    lesson.stop()
    lesson.start()
    lesson.talks(alice, ("young", "A number, please."), ("42", "Where do you live?"), ("Rome", "Alice, 42, from Rome"))
    lesson.talks(bob, ("Bob", "Your age?"), ("/cancel", "Forgotten."))


def check_moderator(lesson):
    control = lesson.control
    owner, member = lesson.user("Owner"), lesson.user("Member")
    group = control.ask("supergroup", title="Chat", creator=owner, members=[member, lesson.bot])["chat"]
    control.ask("promote", chat=group, member=lesson.bot)
    lesson.write(member, "see https://example.org", group)
    seen = lesson.sees(owner, group)["text"]
    expect(seen == "Member, no links here. Come back in an hour.", f"a link is refused: {seen}")
    control.refused(json.dumps({"id": 7, "do": "write", "from": member, "to": group, "text": "why?"}).encode(), "")
    lesson.write(owner, "see https://example.org", group)
    newcomer = lesson.user("New")
    control.ask("join", user=newcomer, chat=group)
    expect(lesson.sees(owner, group)["text"] == "Welcome, New!", "a new member is greeted, and the owner is not refused")
    # The greeting is handled after both links.
    seen = control.ask("see", user=owner, chat=group, **{"from": member})
    expect(seen["seen"] and seen.get("removed"), f"a link of a member is removed: {seen}")
    seen = control.ask("see", user=member, chat=group, **{"from": owner})
    expect(seen["seen"] and not seen.get("removed"), f"that of the owner is not removed: {seen}")


def check_inline(lesson):
    alice = lesson.user("Alice")
    answer = lesson.control.ask("inline", user=alice, bot=lesson.username, text="abc", wait=LIMIT)
    titles = [each["title"] for each in answer["results"]]
    expect(titles == ["In capitals", "In quotation marks"], f"the results are {answer}")


def check_albums(lesson):
    alice = lesson.user("Alice")
    album = [{"kind": "photo", "caption": "both"}, {"kind": "photo"}]
    lesson.control.ask("media", user=alice, chat=lesson.bot, media=album)
    expect(lesson.sees(alice)["text"] == "2 at once: both", "an album is answered once")
    lesson.control.ask("media", user=alice, chat=lesson.bot, media=[{"kind": "photo"}])
    expect(lesson.sees(alice)["text"] in ("a single one", "1 at once"), "a photo is answered, too")


def check_files(lesson):
    alice = lesson.user("Alice")
    lesson.write(alice, "/report")
    seen = lesson.sees(alice)
    expect(seen["media"] == "document" and seen["text"] == "as of today", f"a report is sent: {seen}")
    file = {"kind": "document", "file_name": "../notes.txt", "content": "a line"}
    lesson.control.ask("media", user=alice, chat=lesson.bot, media=[file])
    seen = lesson.sees(alice)
    expect(seen["text"] == "notes.txt: 6 bytes" and seen["media"] == "document", f"a file is sent back: {seen}")
    lesson.stop()
    kept = lesson.control.directory / "received" / "notes.txt"
    expect(kept.read_text() == "a line", "the file is kept")


def check_logger(lesson):
    lesson.talks(lesson.user("Alice"), ("/ping", "pong"))
    lesson.stop()
    printed = lesson.program.stdout.read()
    expect('message: "/ping"' in printed and "handled in" in printed, f"the updates are printed: {printed}")


def check_shop(lesson):
    alice = lesson.user("Alice")
    lesson.talks(alice, ("/refund", "There is nothing to give back."))
    lesson.write(alice, "/buy")
    seen = lesson.sees(alice)
    expect(seen["media"] == "invoice", f"an invoice is shown: {seen}")
    lesson.stop()


def check_routers(lesson, owner):
    alice = lesson.user("Alice")
    lesson.talks(alice, ("hi", "hi"), ("/toggle", "/toggle"))
    lesson.talks(owner, ("/toggle", "closed"))
    lesson.write(alice, "anyone?")
    lesson.talks(owner, ("/toggle", "open"))
    lesson.talks(alice, ("again", "again"))
    lesson.talks(owner, ("/stop", "bye"))
    expect(lesson.program.wait(LIMIT) == 0, "a handler stops the bot")


def check_messages(lesson):
    alice = lesson.user("Alice")
    lesson.talks(alice, ("/clean", "one"))
    expect(lesson.sees(alice)["text"] == "two", "messages arrive in their order")
    expect(lesson.sees(alice)["text"] == "2 were there, 2 are deleted", "messages are got and deleted")
    lesson.write(alice, "hello")
    expect(lesson.sees(alice)["text"] in ("You wrote: hello", "I have read it."), "a text is quoted")


def check_broadcast(lesson):
    alice, bob = lesson.user("Alice"), lesson.user("Bob")
    lesson.talks(alice, ("/join", "You get the news."))
    lesson.talks(bob, ("/join", "You get the news."))
    lesson.write(alice, "/news The tea is ready")
    expect(lesson.sees(bob)["text"] == "The tea is ready", "all who joined get the news")
    expect(lesson.sees(alice)["text"] == "The tea is ready", "the writer is one of them")
    expect(lesson.sees(alice)["text"] == "2 have it.", "the readers are counted")


def check_streaming(lesson):
    lesson.talks(lesson.user("Alice"), ("why tea", "You asked: why tea"))


LESSONS = {
    "12_commands": check_commands, "13_keyboard": check_keyboard, "14_form": check_form, "15_moderator": check_moderator,
    "16_inline_bot": check_inline, "17_albums": check_albums, "18_logger": check_logger, "22_messages": check_messages,
    "27_shop": check_shop, "28_broadcast": check_broadcast, "31_streaming": check_streaming, "32_files": check_files,
}


def main():
    with tempfile.TemporaryDirectory() as directory:
        control = Control(pathlib.Path(directory))
        try:
            for number, (name, check) in enumerate(LESSONS.items()):
                check(Lesson(control, name, 1200 + number))
            owner = control.ask("user", name="Owner")["user"]
            check_routers(Lesson(control, "19_routers", 1900, OWNER=str(owner)), owner)
        finally:
            control.close()
    print(f"{len(LESSONS) + 1} lessons")


if __name__ == "__main__":
    main()
