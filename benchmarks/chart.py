# SPDX-License-Identifier: MIT
"""Draws the chart of the figures with gnuplot.

The same figures give the same file, which is readable on light and dark backgrounds. (Debian's python3-matplotlib can't be
installed beside libboost1.81-dev.)
"""

import re
import shutil
import subprocess

import compile_cost
import report

OURS, THEIRS, MISSED = "#2f81f7", "#8b949e", "#d1242f"
# A placeholder for the text colour of the page that shows the chart.
INK = "#010203"
STYLE = "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>"

WIDTH, LEFT, ROW, HEAD = 900, 350, 19, 34
MOST_SHARE = 2.0


def panel(title, rows, logarithmic=False, line=None):
    """Horizontal bars; a row has a name, a length, a colour and a text."""
    lengths = [length for _, length, _, _ in rows]
    low, high = (min(lengths) / 4, max(lengths) * 6) if logarithmic else (0, max(lengths) * 1.5)
    return {"title": title, "rows": rows, "low": low, "high": high, "logarithmic": logarithmic, "line": line}


def decode_panel(results):
    peers = [peer for peer in results["peers"] if "missing" not in peer]
    if not peers:
        return None
    rows = []
    for peer in peers:
        time = peer["results"]["decode/messages"]["best_ns"]
        colour = OURS if peer is results["peers"][0] else THEIRS
        rows.append((f"{peer['name']} {peer['version']}", time, colour, report.span(time)))
    return panel("Decode a reply with 100 messages (logarithmic)", rows, logarithmic=True)


def share(row):
    """The ratios of measured values to limits: below 1 is good, for limits in both directions."""
    measured = max(row["measured"], 1e-9)
    return min(row["limit"] / measured if row["at_least"] else measured / row["limit"], MOST_SHARE)


def limits_panel(results):
    rows = []
    subject = ""
    for row in results["limits"]:
        name = row["what"]
        if re.search(r" for (it|them)$", name):
            name = f"{name.rsplit(' for ', 1)[0]}: {subject}"
        else:
            subject = name
        if row["measured"] is None or row["limit"] == 0:
            continue
        colour = MISSED if row["verdict"] == "missed" else OURS
        rows.append((name, share(row), colour, report.amount(row["measured"], row["unit"])))
    return panel("Measured value relative to the limit (the line): shorter is better", rows, line=1) if rows else None


def compile_panel(results):
    for (compiler, flags), group in compile_cost.by_compiler(results["compile_cost"]).items():
        if flags == "-O2":
            rows = []
            for row in group:
                colour = THEIRS if row["unit"] == "bare Asio" else OURS
                rows.append((row["unit"], row["seconds"], colour, f"{row['seconds']:.1f} s, {row['megabytes']:.0f} MB"))
            return panel(f"Compile a unit with {compiler} {flags}", rows)
    return None


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def script(panels):
    """The script for gnuplot."""
    height = sum(HEAD + ROW * len(each["rows"]) for each in panels) + 12
    lines = [
        f'set terminal svg size {WIDTH},{height} dynamic fixed noenhanced font "sans-serif,11"',
        "set encoding utf8",
        "set multiplot",
        "unset border; unset xtics; unset ytics; unset key",
        "set style fill solid 1.0 noborder",
    ]
    top = height
    for each in panels:
        count = len(each["rows"])
        bottom = top - HEAD - ROW * count
        lines += [
            "unset label; unset arrow; unset logscale x",
            f"set lmargin at screen {LEFT / WIDTH:.4f}; set rmargin at screen {1 - 10 / WIDTH:.4f}",
            f"set tmargin at screen {(top - HEAD) / height:.4f}; set bmargin at screen {bottom / height:.4f}",
            f"set yrange [{count - 0.5}:-0.5]; set xrange [{each['low']:g}:{each['high']:g}]",
            f'set label {quoted(each["title"])} at screen {10 / WIDTH:.4f}, screen {(top - HEAD / 2 - 2) / height:.4f} '
            f'font "sans-serif,12" textcolor rgb "{INK}"',
        ]
        if each["logarithmic"]:
            lines.append("set logscale x")
        boxes = []
        for row, (name, length, colour, text) in enumerate(each["rows"]):
            lines.append(
                f'set label {quoted(name)} at screen {(LEFT - 8) / WIDTH:.4f}, first {row} right textcolor rgb "{INK}"'
            )
            behind = max(length, each["line"] or length)  # the line would cross the text
            lines.append(
                f'set label {quoted(text)} at {behind:g}, first {row} left offset character 0.6,0 textcolor rgb "{INK}"'
            )
            boxes.append(f"{each['low']:g} {row} {each['low']:g} {length:g} {row - 0.34:.2f} {row + 0.34:.2f} 0x{colour[1:]}")
        if each["line"] is not None:
            lines.append(
                f'set arrow from {each["line"]}, -0.5 to {each["line"]}, {count - 0.5} nohead front '
                f'linecolor rgb "{INK}" linewidth 1'
            )
        lines += ["$rows << END", *boxes, "END"]
        lines.append("plot $rows using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable")
        top = bottom
    return "\n".join([*lines, "unset multiplot", ""])


def tidy(svg):
    """The SVG without unneeded parts, and with the reader's colours."""
    svg = re.sub(r"<!DOCTYPE.*?>\s*|<!--.*?-->\s*|<(title|desc|defs)>.*?</\1>\s*", "", svg, flags=re.S)
    svg = re.sub(r' color="\w+"', "", svg)
    svg = re.sub(r"rgb\(\s*1,\s*2,\s*3\)", "currentColor", svg.replace(INK, "currentColor"))
    svg = re.sub(r"[ \t]+\n|\n\n+", "\n", svg)
    return re.sub(r"(<svg[^>]*>)", lambda match: match[1] + STYLE, svg, count=1)


def draw(results):
    """The chart as SVG; None if none of its figures was measured, or gnuplot is not installed."""
    panels = [each for each in (decode_panel(results), limits_panel(results), compile_panel(results)) if each]
    if not panels or not shutil.which("gnuplot"):
        return None
    drawn = subprocess.run(["gnuplot"], input=script(panels), capture_output=True, text=True, check=True)
    return tidy(drawn.stdout)
