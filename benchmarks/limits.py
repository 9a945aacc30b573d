# SPDX-License-Identifier: MIT
"""The limits of the benchmarks in one table; where possible they are ratios within one run.

Times are the best of the repetitions, which on a machine shared with others says more than the median. Where a limit is a
time, it was set on a machine that copies 48 KB in 1.3 µs, and is scaled by what memcpy takes on this one.
"""

import dataclasses
import re
import typing

MEMCPY = r"yardstick/memcpy_48k"
MEMCPY_REFERENCE_NS = 1300
CHAIN = r"yardstick/aes_chain"
REPLY = r"tl/decode/messages_48k"


class Missing(Exception):
    """A benchmark that a limit needs was not run."""


class Figures:
    """The benchmarks of one run by name, the costs of compilation, and the sizes of programs by name."""

    def __init__(self, benchmarks, compile_cost=(), sizes=None):
        self.benchmarks = benchmarks
        self.compile_cost = compile_cost
        self.sizes = sizes or {}

    def find(self, pattern):
        """The first benchmark whose whole name the pattern matches."""
        for name, figure in self.benchmarks.items():
            if re.fullmatch(pattern, name):
                return figure
        raise Missing(pattern)

    def best(self, pattern):
        return self.find(pattern)["best_ns"]

    def per_byte(self, pattern):
        figure = self.find(pattern)
        if "bytes_per_second" not in figure:
            raise Missing(f"the bytes of {pattern}")
        return 1e9 / figure["bytes_per_second"]

    def has(self, pattern):
        return any(re.fullmatch(pattern, name) for name in self.benchmarks)

    def compiled(self, unit, column):
        for row in self.compile_cost:
            if row["unit"] == unit and re.match(r"(.*/)?g\+\+", row["compiler"]) and row["flags"] == "-O2":
                return row[column]
        raise Missing(f"compilation of {unit}")


def ratio(of, to):
    return lambda figures: figures.best(of) / figures.best(to)


def ratio_per_byte(of, to):
    return lambda figures: figures.per_byte(of) / figures.per_byte(to)


def seconds(of):
    return lambda figures: figures.best(of) / 1e9


def milliseconds(of):
    return lambda figures: figures.best(of) / 1e6


def scaled(of):
    return lambda figures: figures.best(of) * MEMCPY_REFERENCE_NS / figures.best(MEMCPY)


def counter(of, name):
    def read(figures):
        figure = figures.find(of)
        if name not in figure:
            raise Missing(f"{name} of {of}")
        return figure[name]

    return read


def thousands(of, name):
    read = counter(of, name)
    return lambda figures: read(figures) / 1000


def counted_megabytes(of, name):
    read = counter(of, name)
    return lambda figures: read(figures) / 1e6


def megabytes(program):
    def read(figures):
        if program not in figures.sizes:
            raise Missing(f"the size of {program}")
        return figures.sizes[program] / 1e6

    return read


def compiled(unit, column):
    return lambda figures: figures.compiled(unit, column)


def speed_up(of, to):
    return lambda figures: figures.per_byte(to) / figures.per_byte(of)


@dataclasses.dataclass(frozen=True)
class Limit:
    """A limit and a stretch goal: upper bounds, or lower bounds where more is better."""

    what: str
    unit: str
    measure: typing.Callable[[Figures], float]
    limit: float
    stretch: typing.Optional[float] = None
    at_least: bool = False
    # A benchmark that only some processors can run; on others the limit does not apply.
    only_with: typing.Optional[str] = None

    def keeps(self, value, bound):
        return value >= bound if self.at_least else value <= bound


# With all instructions of the processor, and with only those for one block at a time.
BEST, AES_NI = "crypto", "crypto_aes"
ONE_STREAM = r"{0}/ige_{1}/16KiB"
OPEN = r"(crypto|crypto_aes_sha)/open/{0}"
EIGHT_STREAMS = r"{0}/ige_{1}_many/8x16KiB"
CALLS = r"calls/{0}_outstanding"
TOGETHER = r"calls/with_test_server/128_outstanding"
HANDLERS = r"handlers/{0}"
KNOWN = r"updates/memory/100000_users_10000_channels"
CONNECT = r"clients/connect/10000"


def eight_streams(way, code, limit):
    what = f"{way} eight streams of 16 KiB, {'AES-NI' if code == AES_NI else 'VAES-512'}"
    eight = EIGHT_STREAMS.format(code, way)
    faster = speed_up(eight, ONE_STREAM.format(code, way))
    return Limit(what, "× speed of one", faster, limit, at_least=True, only_with=eight if code == BEST else None)


def one_stream(way):
    of = ONE_STREAM.format(f"({BEST}|{AES_NI})", way)
    return Limit(f"{way} 16 KiB, one stream", "× chain of AES rounds", ratio_per_byte(of, CHAIN), 1.07)


def per_second(what, of):
    return Limit(what, "thousand", thousands(of, "items_per_second"), 600, at_least=True)


def updates_per_second(what, of, limit):
    return Limit(what, "thousand", thousands(of, "items_per_second"), limit, at_least=True)


def faster(what, than, of, to, limit):
    return Limit(what, f"× speed of {than}", ratio(to, of), limit, at_least=True)


LIMITS = [
    Limit("decode a reply of 48 KB", "× written by hand", ratio(REPLY, r"tl/floor/decode/messages_48k"), 3.0, 1.8),
    Limit("allocations for it", "", counter(REPLY, "allocations"), 3, 1),
    Limit("decode an update of 788 bytes", "ns, scaled", scaled(r"tl/decode/update(_\w+)?"), 300, 200),
    Limit("encode sendMessage, 436 bytes", "ns, scaled", scaled(r"tl/encode/send_message(_\w+)?"), 130, 80),
    Limit("allocations for it", "", counter(r"tl/encode/send_message(_\w+)?", "allocations"), 0),
    Limit("encode a reply of 48 KB", "ns, scaled", scaled(r"tl/encode/messages_48k"), 18_000, 12_000),
    Limit(
        "decode a vector of a million longs",
        "× memcpy",
        ratio(r"tl/decode/(longs_1m_unaligned|vector_long_1m)", r"yardstick/memcpy_8m"),
        1.1,
    ),
    one_stream("encrypt"),
    one_stream("decrypt"),
    eight_streams("encrypt", AES_NI, 3.4),
    eight_streams("decrypt", AES_NI, 3.4),
    eight_streams("encrypt", BEST, 5.5),
    eight_streams("decrypt", BEST, 5.5),
    Limit("open a message of 16 KiB", "× chain of AES rounds", ratio_per_byte(OPEN.format("16KiB"), CHAIN), 1.15, 1.07),
    Limit("open a message of 128 bytes", "ns, scaled", scaled(OPEN.format("128B")), 600),
    Limit(
        "open a message of 128 bytes by OpenSSL alone", "× with all instructions",
        ratio(r"crypto_portable/open/128B", r"crypto/open/128B"), 3.0,
    ),
    Limit(
        "open eight messages of 128 bytes by OpenSSL alone", "× with all instructions",
        ratio(r"crypto_portable/decrypt_messages/8x128B", r"crypto/decrypt_messages/8x128B"), 4.5,
    ),
    Limit("cache 10,000 new peers in SQLite, 20 at a time", "s of CPU", seconds("new_peers_session"), 1.0),
    Limit("the same", "× SQLite alone", ratio("new_peers_session", "new_peers_raw"), 1.3),
    Limit("open a session file with 100,000 peers", "ms of CPU", milliseconds("open_session"), 50),
    Limit("the same", "× SQLite alone", ratio("open_session", "open_raw"), 1.3),
    per_second("calls a second and core, both sides together", TOGETHER),
    per_second("calls a second of the client's time, 128 at a time", CALLS.format(128)),
    faster("1,024 calls at a time", "128", CALLS.format(1024), CALLS.format(128), 0.9),
    faster("one call at a time", "bare Asio", CALLS.format(1), r"calls/bare_asio", 0.75),
    Limit("allocations for a call, 128 at a time", "", counter(CALLS.format(128), "allocations"), 4),
    Limit("allocations for a call, one at a time", "", counter(CALLS.format(1), "allocations"), 6),
    Limit("private memory of an idle client", "KiB", counter(r"clients/idle_client", "private_kib"), 20),
    Limit("private memory of an idle bot", "KiB", counter(r"clients/idle_bot", "private_kib"), 24),
    Limit("connect 10,000 clients that have keys", "connected", counter(CONNECT, "connected"), 10_000, at_least=True),
    Limit("connect 10,000 clients: their process", "s of CPU", counter(CONNECT, "client_cpu"), 10),
    Limit("connect 10,000 clients: the test server", "s of CPU", counter(CONNECT, "server_cpu"), 10),
    updates_per_second("updates put into order a second, private chats", r"updates/order/private_chats", 2000),
    updates_per_second("the same, 10,000 channels", r"updates/order/10000_channels", 2000),
    updates_per_second("messages a second from encrypted packets to the ordered stream", r"updates/packets/to_stream", 500),
    updates_per_second("messages a second through 20 handlers, 100 in a packet", HANDLERS.format("100_in_packet"), 350),
    updates_per_second("the same, one in a packet, 100 at a time", HANDLERS.format("1_in_packet/bursts_of_100"), 250),
    updates_per_second("the same, one at a time", HANDLERS.format("1_at_a_time"), 60),
    updates_per_second("the same with an echo, 20 at a time", HANDLERS.format("echo_20"), 120),
    Limit("allocations for a message, 100 in a packet", "", counter(HANDLERS.format("100_in_packet"), "allocations"), 8),
    Limit("allocations for a message, one in a packet", "", counter(HANDLERS.format("1_in_packet"), "allocations"), 8),
    Limit("allocations for a message and its echo", "", counter(HANDLERS.format("echo_20"), "allocations"), 20),
    Limit("know 100,000 users and 10,000 channels", "MB", counted_megabytes(KNOWN, "bytes"), 40),
    Limit("one of these channels", "bytes", counter(KNOWN, "bytes_per_channel"), 200),
    Limit("the echo bot, stripped", "MB", megabytes("echo bot"), 1.4),
    Limit("compile a unit that decodes messages and updates", "s", compiled("decoding", "seconds"), 5.0, 3.4),
    Limit("memory for it", "MB", compiled("decoding", "megabytes"), 380),
    Limit("compile the generated types alone", "s", compiled("generated types", "seconds"), 1.5, 1.0),
    Limit("memory for them", "MB", compiled("generated types", "megabytes"), 200),
    Limit("compile the echo bot", "× bare Asio unit", compiled("echo bot", "times_bare"), 2.2),
    Limit("memory for it", "MB", compiled("echo bot", "megabytes"), 700),
]


def judge(figures, limits=None):
    """A row for each limit: its name, the measured value and the verdict. None is omitted."""
    rows = []
    for each in LIMITS if limits is None else limits:
        if each.only_with and not figures.has(each.only_with):
            continue
        try:
            value = each.measure(figures)
        except Missing:
            verdict, value = "not measured", None
        else:
            if each.stretch is not None and each.keeps(value, each.stretch):
                verdict = "reached, and the stretch goal"
            elif each.keeps(value, each.limit):
                verdict = "reached"
            else:
                verdict = "missed"
        rows.append(
            {
                "what": each.what,
                "unit": each.unit,
                "measured": value,
                "limit": each.limit,
                "stretch": each.stretch,
                "at_least": each.at_least,
                "verdict": verdict,
            }
        )
    return rows
