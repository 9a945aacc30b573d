# SPDX-License-Identifier: MIT
"""The arithmetic of the report: python3 benchmarks/test_report.py"""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import chart  # noqa: E402
import limits  # noqa: E402
import report  # noqa: E402


def run(name, real_time, cpu_time, unit="ns", family=0, **more):
    return {
        "name": name, "run_name": name, "run_type": "iteration", "repetitions": 3, "threads": 1, "iterations": 7,
        "real_time": real_time, "cpu_time": cpu_time, "time_unit": unit, "family_index": family, **more,
    }  # fmt: skip


def figure(nanoseconds, **more):
    return {"median_ns": nanoseconds * 2, "best_ns": nanoseconds, **more}


def row(verdict="reached", **more):
    return {
        "what": "decode", "unit": "ns", "measured": 1.0, "limit": 2, "stretch": None, "at_least": False, "verdict": verdict, **more
    }  # fmt: skip


class Collecting(unittest.TestCase):
    def test_takes_median_and_best_of_the_processors_time(self):
        figures = report.collect({"benchmarks": [run("tl/x", 9, time) for time in (3, 1, 2)]})
        self.assertEqual(figures, {"tl/x": {"median_ns": 2, "best_ns": 1, "repetitions": 3}})

    def test_takes_real_time_where_the_name_says_so_and_drops_that_from_the_name(self):
        figures = report.collect({"benchmarks": [run("rpc/x/min_time:0.020/real_time", 4, 1, "us")]})
        self.assertEqual(figures["rpc/x"]["best_ns"], 4000)

    def test_drops_from_the_name_how_often_it_ran(self):
        figures = report.collect({"benchmarks": [run("clients/x/100/iterations:1/repeats:3/manual_time", 4, 1)]})
        self.assertEqual(list(figures), ["clients/x/100"])

    def test_keeps_counters_of_the_best_run_and_leaves_out_aggregates(self):
        aggregate = run("tl/x", 0, 0) | {"run_type": "aggregate"}
        figures = report.collect({"benchmarks": [run("tl/x", 1, 5, allocations=3.0), run("tl/x", 1, 4, allocations=2.0), aggregate]})
        self.assertEqual(figures["tl/x"]["allocations"], 2)
        self.assertEqual(figures["tl/x"]["repetitions"], 2)

    def test_restores_the_order_of_the_program(self):
        figures = report.collect({"benchmarks": [run("b", 1, 1, family=1), run("a", 1, 1, family=0)]})
        self.assertEqual(list(figures), ["a", "b"])

    def test_refuses_what_failed(self):
        with self.assertRaisesRegex(ValueError, "x: no"):
            report.collect({"benchmarks": [run("x", 1, 1, error_occurred=True, error_message="no")]})


class Judging(unittest.TestCase):
    def verdict(self, measured, **more):
        return limits.judge(limits.Figures({"a": figure(measured), "b": figure(10)}), [self.limit(**more)])[0]["verdict"]

    @staticmethod
    def limit(**more):
        return limits.Limit("x", "", limits.ratio("a", "b"), **{"limit": 3, "stretch": 2, **more})

    def test_compares_with_limit_and_stretch_goal(self):
        self.assertEqual(self.verdict(20), "reached, and the stretch goal")
        self.assertEqual(self.verdict(20.1), "reached")
        self.assertEqual(self.verdict(30), "reached")
        self.assertEqual(self.verdict(30.1), "missed")
        self.assertEqual(self.verdict(20, stretch=None), "reached")

    def test_more_is_better_where_it_says_so(self):
        self.assertEqual(self.verdict(29, at_least=True, stretch=None), "missed")
        self.assertEqual(self.verdict(30, at_least=True, stretch=None), "reached")

    def test_says_what_was_not_measured(self):
        rows = limits.judge(limits.Figures({}))
        self.assertTrue(rows)
        self.assertEqual({each["verdict"] for each in rows}, {"not measured"})

    def test_leaves_out_what_this_processor_cannot_do(self):
        only = self.limit(only_with="c")
        self.assertEqual(limits.judge(limits.Figures({"a": figure(1), "b": figure(1)}), [only]), [])

    def test_scales_times_by_memcpy(self):
        figures = limits.Figures({"yardstick/memcpy_48k": figure(650), "x": figure(100)})
        self.assertEqual(limits.scaled("x")(figures), 200)

    def test_a_name_matches_as_a_whole(self):
        figures = limits.Figures({"tl/decode/x_more": figure(1)})
        with self.assertRaises(limits.Missing):
            figures.best("tl/decode/x")

    def test_speed_is_compared_per_byte(self):
        figures = limits.Figures({"one": figure(1, bytes_per_second=1e9), "many": figure(1, bytes_per_second=4e9)})
        self.assertEqual(limits.speed_up("many", "one")(figures), 4)
        self.assertEqual(limits.ratio_per_byte("many", "one")(figures), 0.25)

    def test_only_gcc_at_o2_has_limits_for_compilation(self):
        other = {"unit": "decoding", "compiler": "clang++-16", "flags": "-O2", "seconds": 1}
        plain = other | {"compiler": "g++", "flags": "-O0", "seconds": 2}
        counted = other | {"compiler": "g++", "seconds": 3}
        self.assertEqual(limits.Figures({}, [other, plain, counted]).compiled("decoding", "seconds"), 3)

    def test_programs_are_measured_in_millions_of_bytes(self):
        self.assertEqual(limits.megabytes("bot")(limits.Figures({}, sizes={"bot": 1_500_000})), 1.5)
        with self.assertRaises(limits.Missing):
            limits.megabytes("bot")(limits.Figures({}))

    def test_faster_means_less_time(self):
        one = limits.faster("a", "b", "a", "b", 0.75)
        rows = limits.judge(limits.Figures({"a": figure(20), "b": figure(10)}), [one])
        self.assertEqual((rows[0]["measured"], rows[0]["verdict"]), (0.5, "missed"))


class Writing(unittest.TestCase):
    def test_times_have_three_digits(self):
        spans = [report.span(time) for time in (1.234, 12.34, 123.4, 1234, 56_789_000)]
        self.assertEqual(spans, ["1.23 ns", "12.3 ns", "123 ns", "1.23 µs", "56.8 ms"])

    def test_figures_have_their_units(self):
        self.assertEqual(report.amount(18_000, "ns, scaled"), "18.0 µs, scaled")
        self.assertEqual(report.amount(3, ""), "3")
        self.assertEqual(report.amount(1.066, "× memcpy"), "1.07 × memcpy")

    def test_a_missed_limit_stands_out(self):
        table = "\n".join(report.limits_table([row("missed"), row("not measured", measured=None)]))
        self.assertIn("| decode | 1.00 ns | ≤ 2.00 ns |  | **missed** |", table)
        self.assertIn("| decode | – | ≤ 2.00 ns |  | not measured |", table)

    def test_a_peer_that_is_missing_is_named(self):
        names = ("decode/messages", "encode/messages", "decode/update", "encode/update", "encode/request")
        results = {name: figure(100, bytes=8) for name in names}
        ours = {"name": "awaitgram", "version": "1", "runtime": "g++", "layer": 227, "results": results}
        gone = {"name": "mtcute", "version": "", "runtime": "", "missing": "node is not installed"}
        head, line, _, last = report.peers_table([ours, gone])
        self.assertIn("not measured: node is not installed", last)
        self.assertEqual({text.count("|") for text in (head, line, last)}, {head.count("|")})

    def test_parsers_of_texts_are_compared_where_they_were_measured(self):
        def peer(name, time):
            return {"name": name, "version": "1", "results": {"parse/html": figure(time), "parse/markdown": figure(time)}}

        before = {"name": "mtcute", "version": "1", "results": {"decode/update": figure(1)}}
        lines = list(report.texts_table([peer("awaitgram", 10), before, peer("Telethon", 400)]))
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[-1], "| Telethon 1 | 400 ns (40.0×) | 400 ns (40.0×) |")
        self.assertEqual(list(report.texts_table([before])), [])

    def test_counters_without_a_column_are_listed(self):
        lines = list(report.all_table({"a": figure(100, allocations=2, connected=10), "b": figure(100)}))
        self.assertTrue(lines[2].endswith("| 2 | connected 10 |"), lines[2])
        self.assertEqual({line.count("|") for line in lines}, {7})

    def test_the_headline_says_what_was_measured_and_counts_the_limits(self):
        machine = {"processor": "P", "cores": 2, "system": "S", "compiler": "C", "date": "D"}
        calls = {f"calls/{count}_outstanding": figure(1500, allocations=4) for count in (1, 128)}
        results = {"machine": machine, "benchmarks": calls, "limits": [row(), row("missed")]}
        text = "\n".join(report.headline(results))
        self.assertIn("A call takes 1.50 µs", text)
        self.assertIn("Of 2 limits 1 are reached, 1 missed.", text)
        self.assertNotIn("idle", text)

    def test_quotes_are_replaced_and_the_rest_stays(self):
        text = "a\n<!-- benchmarks/results/x.md -->\nold\n<!-- end of benchmarks/results/x.md -->\nb\n"
        wanted = text.replace("old", "new")
        self.assertEqual(report.with_quotes(text, lambda name: {"benchmarks/results/x.md": "new\n"}[name]), wanted)

    def test_a_bar_shows_how_much_of_the_limit_is_used_whichever_way_it_goes(self):
        self.assertEqual(chart.share(row()), 0.5)
        self.assertEqual(chart.share(row(at_least=True, measured=4.0)), 0.5)

    def test_the_picture_takes_the_readers_colour_for_text(self):
        drawn = '<svg a="b"><title>T</title><g color="black"><text fill="rgb( 1, 2, 3)"/></g></svg>'
        tidied = chart.tidy(drawn)
        self.assertIn('<text fill="currentColor"/>', tidied)
        self.assertNotIn("black", tidied)
        self.assertIn("prefers-color-scheme:dark", tidied)


if __name__ == "__main__":
    unittest.main()
