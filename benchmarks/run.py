# SPDX-License-Identifier: MIT
"""Runs the benchmarks of a build directory and writes the report; run.sh prepares and calls it."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

import chart  # noqa: E402
import compile_cost  # noqa: E402
import limits  # noqa: E402
import report  # noqa: E402

LAYERS = ["tl", "crypto", "transport", "mtproto", "rpc", "session", "calls", "clients", "updates", "handlers", "transfers"]
PARTS = [*LAYERS, "peers", "compile", "size"]
# Benchmarks of which each repetition takes seconds.
MOST_REPETITIONS = {"clients": 3, "transfers": 3}
# The files that quote figures.
QUOTING = ["README.md", "benchmarks/README.md"]
TELETHON_PYTHONS = ["/usr/bin/python3", sys.executable]


def say(text):
    print(text, flush=True)


def machine(build, repetitions):
    """The origin of the figures, without the name of the machine or of its files."""
    processor = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    compiler, *words = compile_cost.compile_command(build)
    version = subprocess.run([compiler, "-dumpfullversion", "-dumpversion"], capture_output=True, text=True, check=True)
    database = json.loads((build / "compile_commands.json").read_text())
    command = next(entry["command"] for entry in database if entry["file"].endswith("flags_probe.cpp"))
    flags = re.findall(r" (-O\S+|-std=\S+|-march=\S+|-flto\S*|-D\S+)", command)
    return {
        "processor": processor[1] if processor else platform.machine(),
        "cores": os.cpu_count(),
        "system": system[1] if system else platform.system(),
        "compiler": f"{pathlib.Path(compiler).name} {version.stdout.strip()}",
        "flags": " ".join(flag for flag in dict.fromkeys(flags) if not flag.startswith(("-D_", "-DBOOST"))),
        "repetitions": repetitions,
        "date": datetime.date.today().isoformat(),
    }


def run_google(program, repetitions, min_time, *arguments):
    """The results of one benchmark program."""
    output = program.with_suffix(".json")
    command = [
        program, *arguments, f"--benchmark_out={output}", "--benchmark_out_format=json",
        f"--benchmark_repetitions={repetitions}", "--benchmark_enable_random_interleaving=true",
        f"--benchmark_min_time={min_time}", "--benchmark_display_aggregates_only=true",
    ]  # fmt: skip
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program.name} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return report.collect(json.loads(output.read_text()))


def install_mtcute(work):
    """The reason why mtcute cannot be run; None if it can."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    version = subprocess.run(["node", "-p", "process.versions.node"], capture_output=True, text=True).stdout.strip()
    if int(version.split(".")[0]) < 20:
        return f"it needs Node.js 20 or newer, and this is {version}"
    for name in ("package.json", "package-lock.json", ".npmrc", "mtcute.mjs", "mtcute_handlers.mjs", "mtcute_transfers.mjs"):
        shutil.copy(HERE / "peers" / name, work / name)
    installed = work / "installed"
    lock = (work / "package-lock.json").read_text()
    if not installed.exists() or installed.read_text() != lock:
        done = subprocess.run(["npm", "ci", "--fetch-retries=1"], cwd=work, capture_output=True, text=True)
        if done.returncode != 0:
            return "its packages cannot be installed from the npm registry"
        installed.write_text(lock)
    return None


def run_peer(name, *command):
    """The output of a peer; an installed peer must work."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{name} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    printed = json.loads(done.stdout)
    for figure in printed["results"].values():
        figure.update({key: report.digits(value) for key, value in figure.items() if key.endswith("_ns")})
    return printed


def run_peers(build, rounds, min_time, built_with):
    """The library and its peers on the same content, the library first."""
    work = build / "peers"
    work.mkdir(exist_ok=True)
    content = work / "content.json"
    content.write_bytes(subprocess.run([sys.executable, HERE / "peers" / "page.py"], stdout=subprocess.PIPE, check=True).stdout)

    missing = install_mtcute(work)
    if missing:
        mtcute = {"name": "mtcute", "version": "", "runtime": "", "missing": missing}
    else:
        say("  mtcute")
        mtcute = run_peer("mtcute", "node", work / "mtcute.mjs", content, work, rounds)

    telethon = {"name": "Telethon", "version": "", "runtime": "", "missing": "python3-telethon is not installed"}
    for python in TELETHON_PYTHONS:
        if subprocess.run([python, "-c", "import telethon"], capture_output=True).returncode == 0:
            say("  Telethon")
            telethon = run_peer("Telethon", python, HERE / "peers" / "telethon_peer.py", content, rounds)
            break

    version = re.search(r'AWAITGRAM_VERSION "(.*)"', (ROOT / "include" / "awaitgram" / "version.hpp").read_text())[1]
    awaitgram = {"name": "awaitgram", "version": version, "runtime": built_with}
    if missing:
        return [awaitgram | {"missing": "it reads the bytes that mtcute wrote"}, mtcute, telethon]
    say("  awaitgram")
    figures = run_google(build / "benchmarks" / "benchmark_peers", rounds, min_time, work)
    ours = {name.removeprefix("peers/"): figure for name, figure in figures.items()}
    for name, figure in mtcute["results"].items():
        if ours[name]["bytes"] != figure["bytes"]:
            sys.exit(f"awaitgram and mtcute disagree about {name}")
    return [awaitgram | {"layer": mtcute["layer"], "results": ours}, mtcute, telethon]


def run_compile_cost(build, runs):
    compilers = [name for name in ("g++", "clang++-16") if shutil.which(name)]
    rows = []
    for compiler in compilers:
        for level in ("-O0", "-O2"):
            say(f"  {compiler} {level}")
            rows += compile_cost.measure(build, [compiler], [level], runs)
    return rows


def run_sizes(build):
    """The sizes of programs without their symbols."""
    stripped = build / "echo_bot.stripped"
    subprocess.run(["strip", "-o", stripped, build / "examples" / "1_echo_bot"], check=True)
    return {"echo bot": stripped.stat().st_size}


def write(directory, results):
    """Writes all results of a run."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "figures.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (directory / "headline.md").write_text("\n".join(report.headline(results)) + "\n")
    (directory / "figures.md").write_text("\n".join(report.summary(results)) + "\n")
    (directory / "all.md").write_text("\n".join(report.everything(results)) + "\n")
    picture = chart.draw(results)
    if picture is None:
        say("No chart: gnuplot is not installed (Debian: gnuplot-nox), or none of its figures was measured.")
    else:
        (directory / "figures.svg").write_text(picture)


def quote():
    for name in QUOTING:
        text = (ROOT / name).read_text()
        (ROOT / name).write_text(report.with_quotes(text, lambda quoted: (ROOT / quoted).read_text()))


def parse_arguments():
    def parts(text):
        chosen = text.split(",")
        for each in chosen:
            if each not in PARTS:
                raise argparse.ArgumentTypeError(f"{each} is none of {', '.join(PARTS)}")
        return chosen

    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("--build", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--targets", action="store_true", help=argparse.SUPPRESS)
    some = f"a list of {', '.join(PARTS)}; then nothing in the source changes"
    parser.add_argument("--only", type=parts, default=PARTS, help=some)
    parser.add_argument("--repetitions", type=int, default=11, help="how often each benchmark is run")
    parser.add_argument("--min-time", type=float, default=0.05, help="seconds that each repetition takes at least")
    parser.add_argument("--compile-runs", type=int, default=2, help="how often each unit is compiled")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    build = arguments.build.resolve()
    there = [layer for layer in LAYERS if layer in arguments.only and (HERE / f"{layer}.cpp").exists()]
    if arguments.targets:
        programs = there + (["peers"] if "peers" in arguments.only else [])
        examples = ["examples/1_echo_bot"] if "size" in arguments.only else []
        print(*(f"benchmarks/benchmark_{name}" for name in programs), *examples, "flags_probe")
        return 0

    results = {"machine": machine(build, arguments.repetitions), "benchmarks": {}, "peers": [], "compile_cost": [], "sizes": {}}
    if os.getloadavg()[0] > 0.5:
        say(f"This machine is busy (load {os.getloadavg()[0]:.1f}), which affects the figures.")
    for layer in there:
        say(f"Running {layer} ...")
        program = build / "benchmarks" / f"benchmark_{layer}"
        repetitions = min(arguments.repetitions, MOST_REPETITIONS.get(layer, arguments.repetitions))
        measured = run_google(program, repetitions, arguments.min_time)
        # Two programs may have the same reference; that of the first one is used.
        results["benchmarks"] |= {name: figure for name, figure in measured.items() if name not in results["benchmarks"]}
    if "peers" in arguments.only:
        say("Running the peers ...")
        # In real time, therefore many short rounds rather than a few long ones.
        results["peers"] = run_peers(build, 5 * arguments.repetitions, 0.01, results["machine"]["compiler"])
    if "compile" in arguments.only:
        say("Compiling ...")
        results["compile_cost"] = run_compile_cost(build, arguments.compile_runs)
        for row in results["compile_cost"]:
            row.update({key: report.digits(value, 3) for key, value in row.items() if isinstance(value, float)})
    if "size" in arguments.only:
        results["sizes"] = run_sizes(build)
    figures = limits.Figures(results["benchmarks"], results["compile_cost"], results["sizes"])
    results["limits"] = limits.judge(figures)
    for row in results["limits"]:
        if row["measured"] is not None:
            row["measured"] = report.digits(row["measured"])

    whole = arguments.only == PARTS
    directory = HERE / "results" if whole else build / "results"
    write(directory, results)
    say("")
    say("\n".join(report.everything(results)))
    say("")
    say("\n".join(report.limits_table(results["limits"])))
    if results["peers"]:
        say("")
        say("\n".join(report.peers_table(results["peers"])))
        say("")
        say("\n".join(report.texts_table(results["peers"])))
    if whole:
        quote()
    say(f"\nWritten to {os.path.relpath(directory)}/{', and quoted in ' + ' and '.join(QUOTING) if whole else ''}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
