# SPDX-License-Identifier: MIT
"""Converts the output of Google Benchmark and the peers to readable tables."""

import re
import statistics

import compile_cost

UNITS_NS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
# Fields that Google Benchmark reports for each run besides its counters.
NOT_COUNTERS = {
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions", "repetition_index",
    "threads", "iterations", "real_time", "cpu_time", "time_unit", "label", "error_occurred", "error_message",
    "aggregate_name", "aggregate_unit",
}  # fmt: skip
# Suffixes of names by which Google Benchmark says how a benchmark is run.
MANNER = re.compile(r"/(min_time:[\d.]+|iterations:\d+|repeats:\d+|process_time|real_time|manual_time)\b")
# Counters that have their own columns, or repeat the time.
SHOWN = {
    "median_ns", "best_ns", "repetitions", "bytes_per_second", "items_per_second", "allocations", "bytes", "cycles",
    "cycles_per_byte",
}  # fmt: skip
QUOTE = re.compile(r"(<!-- (benchmarks/results/[\w.]+) -->\n)(.*?)(<!-- end of \2 -->)", re.S)


def digits(value, count=4):
    """A number rounded to significant digits, so that only real differences show; whole numbers are kept."""
    return int(value) if value == int(value) else float(f"{value:.{count}g}")


def collect(output):
    """Median and best of each benchmark's repetitions, from the JSON of Google Benchmark.

    The time is what the processor spent, unless the benchmark says that another one counts.
    """
    runs = {}
    # In the order of the program, which differs from that of the repetitions.
    order = ("family_index", "per_family_instance_index", "repetition_index")
    for run in sorted(output["benchmarks"], key=lambda run: [run.get(key, 0) for key in order]):
        if run["run_type"] == "iteration":
            runs.setdefault(run["run_name"], []).append(run)
    figures = {}
    for full_name, each in runs.items():
        broken = [run["error_message"] for run in each if run.get("error_occurred")]
        if broken:
            raise ValueError(f"{full_name}: {broken[0]}")
        clock = "real_time" if re.search(r"/(real_time|manual_time)$", full_name) else "cpu_time"
        times = [run[clock] * UNITS_NS[run["time_unit"]] for run in each]
        best = each[times.index(min(times))]
        figure = {"median_ns": digits(statistics.median(times)), "best_ns": digits(min(times)), "repetitions": len(each)}
        for counter in sorted(best.keys() - NOT_COUNTERS):
            figure[counter] = digits(best[counter])
        figures[MANNER.sub("", full_name)] = figure
    return figures


def span(nanoseconds):
    """A time in a suitable unit, with three significant digits."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{number(nanoseconds / size)} {unit}"
    return f"{number(nanoseconds)} ns"


def number(value):
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.{2 if value < 10 else 1}f}"


def short(value):
    """As `number`, but whole numbers have no decimals."""
    return f"{value:g}" if value == int(value) else number(value)


def amount(value, unit):
    """A figure with its unit."""
    if unit.startswith("ns"):
        return span(value) + unit.removeprefix("ns")
    return f"{short(value)} {unit}".strip()


def machine_lines(machine):
    yield f"{machine['processor']}, {machine['cores']} cores; {machine['system']}; {machine['compiler']}"
    yield f"`{machine['flags']}`; {machine['date']}."
    yield f"Times are the best of {machine['repetitions']} repetitions."


def limits_table(rows):
    yield "| what | measured | limit | stretch goal | |"
    yield "|---|---|---|---|---|"
    for row in rows:
        sign = "≥" if row["at_least"] else "≤"
        unit = "ns" if row["unit"].startswith("ns") else ""
        measured = "–" if row["measured"] is None else amount(row["measured"], row["unit"])
        stretch = "" if row["stretch"] is None else f"{sign} {amount(row['stretch'], unit)}"
        verdict = f"**{row['verdict']}**" if row["verdict"] == "missed" else row["verdict"]
        yield f"| {row['what']} | {measured} | {sign} {amount(row['limit'], unit)} | {stretch} | {verdict} |"


PEER_COLUMNS = {
    "decode/messages": "decode the reply",
    "encode/messages": "encode it",
    "decode/update": "decode the update",
    "encode/update": "encode it",
    "encode/request": "encode the request",
}


def peers_table(peers):
    yield "| | layer | bytes | " + " | ".join(PEER_COLUMNS.values()) + " |"
    yield "|---|---|---|" + "---|" * len(PEER_COLUMNS)
    ours = peers[0].get("results")
    for peer in peers:
        name = f"{peer['name']} {peer['version']}, {peer['runtime']}"
        if "missing" in peer:
            yield f"| {peer['name']} | not measured: {peer['missing']} |" + " |" * (1 + len(PEER_COLUMNS))
            continue
        cells = []
        for column in PEER_COLUMNS:
            figure = peer["results"][column]
            cell = span(figure["best_ns"])
            if ours and peer is not peers[0]:
                cell += f" ({number(figure['best_ns'] / ours[column]['best_ns'])}×)"
            cells.append(cell)
        size = " / ".join(str(peer["results"][f"encode/{value}"]["bytes"]) for value in ("messages", "update", "request"))
        yield f"| {name} | {peer['layer']} | {size} | " + " | ".join(cells) + " |"


TEXT_COLUMNS = {"parse/html": "parse HTML", "parse/markdown": "parse Markdown"}


def texts_table(peers):
    """Nothing where no peer has parsed texts."""
    measured = [peer for peer in peers if all(column in peer.get("results", {}) for column in TEXT_COLUMNS)]
    if not measured:
        return
    yield "| | " + " | ".join(TEXT_COLUMNS.values()) + " |"
    yield "|---|" + "---|" * len(TEXT_COLUMNS)
    for peer in measured:
        cells = []
        for column in TEXT_COLUMNS:
            cell = span(peer["results"][column]["best_ns"])
            if peer is not peers[0] and measured[0] is peers[0]:
                cell += f" ({number(peer['results'][column]['best_ns'] / peers[0]['results'][column]['best_ns'])}×)"
            cells.append(cell)
        yield f"| {peer['name']} {peer['version']} | " + " | ".join(cells) + " |"


def all_table(figures):
    yield "| benchmark | median | best | per second | allocations | counted |"
    yield "|---|---|---|---|---|---|"
    for name in figures:
        figure = figures[name]
        rate = ""
        if "bytes_per_second" in figure:
            rate = f"{number(figure['bytes_per_second'] / 1e9)} GB"
        elif "items_per_second" in figure:
            rate = f"{figure['items_per_second']:,.0f}"
        allocations = f"{figure['allocations']:g}" if "allocations" in figure else ""
        counted = ", ".join(f"{key} {short(figure[key])}" for key in figure if key not in SHOWN)
        times = f"{span(figure['median_ns'])} | {span(figure['best_ns'])}"
        yield f"| {name} | {times} | {rate} | {allocations} | {counted} |"


PICTURE = "![Decoding beside mtcute and Telethon, the limits, and what compiling costs](benchmarks/results/figures.svg)"


def headline(results):
    """The part that README quotes: the chart, and a few lines of figures that it does not show."""
    yield PICTURE
    yield ""
    machine = results["machine"]
    yield f"{machine['processor']}, {machine['cores']} cores; {machine['system']}; {machine['compiler']}; {machine['date']}:"
    yield ""
    peers = [peer for peer in results.get("peers", []) if "missing" not in peer]
    if len(peers) > 1:
        times = [peer["results"]["decode/messages"]["best_ns"] for peer in peers]
        others = ", ".join(
            f"{peer['name']} takes {span(time)} ({number(time / times[0])}×)" for peer, time in zip(peers[1:], times[1:])
        )
        yield f"- A reply with 100 messages is decoded in {span(times[0])}; {others}."
    figures = results["benchmarks"]
    many, one = figures.get("calls/128_outstanding"), figures.get("calls/1_outstanding")
    if many and one:
        yield (
            f"- A call takes {span(many['best_ns'])} of its client's processor time and {short(many['allocations'])} allocations "
            f"with 128 at a time,"
        )
        yield f"  {span(one['best_ns'])} and {short(one['allocations'])} one at a time."
    client, bot = figures.get("clients/idle_client"), figures.get("clients/idle_bot")
    if client and bot:
        memory = [number(each["private_kib"]) for each in (client, bot)]
        yield f"- An idle client has {memory[0]} KiB of private memory, an idle bot {memory[1]} KiB."
    connect = figures.get("clients/connect/10000")
    if connect:
        seconds = number(connect["client_cpu"])
        yield f"- {connect['connected']:,.0f} clients that have keys connect in {seconds} s of processor time."
    if "echo bot" in results.get("sizes", {}):
        yield f"- The echo bot has {number(results['sizes']['echo bot'] / 1e6)} MB, stripped."
    verdicts = [row["verdict"] for row in results["limits"]]
    reached = sum(verdict.startswith("reached") for verdict in verdicts)
    counts = f"{reached} are reached, {verdicts.count('missed')} missed"
    unknown = verdicts.count("not measured")
    yield f"- Of {len(verdicts)} limits {counts}" + (f", {unknown} not measured." if unknown else ".")


def summary(results):
    """The part that benchmarks/README.md quotes."""
    yield from machine_lines(results["machine"])
    if results.get("peers"):
        yield ""
        yield "The same content for each in its own layer, from bytes to the objects that its users see and back to new bytes: a page of"
        yield "history with 100 messages, an update, and a `sendMessage`. mtcute's layer is ours, so both read and write the same bytes:"
        yield ""
        yield from peers_table(results["peers"])
        parsed = list(texts_table(results["peers"]))
        if parsed:
            yield ""
            yield "A text of 4 KB with 40 styled parts, from markup to the text and its entities in UTF-16 units; Markdown is MarkdownV2 here, and"
            yield "for the peers the Markdown that they know:"
            yield ""
            yield from parsed
    yield ""
    yield "What must be reached. A time that is \"scaled\" is what it would be on a machine that copies 48 KB in 1.3 µs:"
    yield ""
    yield from limits_table(results["limits"])
    for (compiler, flags), rows in compile_cost.by_compiler(results.get("compile_cost", [])).items():
        if flags == "-O2":
            yield ""
            yield f"What a unit costs to compile with {compiler} {flags}:"
            yield ""
            yield compile_cost.table(rows)


def everything(results):
    """All figures."""
    yield "Made by `sh benchmarks/run.sh`. Times are the processor's, or real ones where a second thread or the other side are involved."
    yield ""
    yield from machine_lines(results["machine"])
    yield ""
    yield from all_table(results["benchmarks"])
    for name, size in results.get("sizes", {}).items():
        yield ""
        yield f"The {name}, stripped: {size:,} bytes."
    for (compiler, flags), rows in compile_cost.by_compiler(results.get("compile_cost", [])).items():
        yield ""
        yield f"Compiled with {compiler} {flags}:"
        yield ""
        yield compile_cost.table(rows)


def with_quotes(text, read):
    """The text with each quoted part replaced by its current version from `read`."""
    return QUOTE.sub(lambda match: match[1] + read(match[2]).strip("\n") + "\n" + match[4], text)
