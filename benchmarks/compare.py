#!/usr/bin/env python3
"""Compares two benchmark files of `./dev bench`: compare.py OLD NEW [--counter NAME] [--threshold 0.03].

Both need at least 9 repetitions of every benchmark (`./dev bench FILTER --benchmark_repetitions=9`). For each benchmark
that stands in both: medians, relative change and the two-sided rank test of Mann and Whitney (exact without ties, else
normal with the correction for ties). A loss is real when the median is worse by more than the threshold and p < 0.05
(divided by the number of benchmarks, Bonferroni); the exit code is then 1. What is worse: more time, or less of a rate.
"""

import argparse
import itertools
import json
import math
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from statistics import median

LEAST_REPETITIONS = 9
TO_SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def samples(path, counter):
    """Benchmark name -> values of its repetitions, and whether more is better."""
    rows = json.loads(Path(path).read_text(encoding="utf-8"))["benchmarks"]
    out = defaultdict(list)
    for row in rows:
        if row.get("run_type", "iteration") != "iteration" or row.get("error_occurred"):
            continue
        name = row.get("run_name", row["name"])
        if counter == "cpu_time" or counter == "real_time":
            out[name].append(row[counter] * TO_SECONDS[row["time_unit"]])
        elif counter in row:
            out[name].append(row[counter])
    return out


@lru_cache(maxsize=None)
def arrangements(n, m, u):
    """In how many of the orders of n and m values the statistic is u."""
    if u < 0:
        return 0
    if n == 0 or m == 0:
        return 1 if u == 0 else 0
    return arrangements(n - 1, m, u - m) + arrangements(n, m - 1, u)


def rank_test(a, b):
    """Two-sided p of the hypothesis that both come from one distribution."""
    n, m = len(a), len(b)
    u = sum((x > y) + 0.5 * (x == y) for x, y in itertools.product(a, b))
    least = min(u, n * m - u)
    both = sorted(a + b)
    if len(set(both)) == n + m:
        below = sum(arrangements(n, m, k) for k in range(int(least) + 1))
        return min(1.0, 2.0 * below / math.comb(n + m, n))
    total = n + m
    ties = sum(t**3 - t for t in (both.count(value) for value in set(both)))
    variance = n * m / 12.0 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0.0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2.0) - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2.0))


def compare(old, new, counter, threshold):
    """Lines of a table and the names of real losses."""
    more_is_better = counter.endswith("_per_second")
    common = [name for name in new if name in old]
    lines = [f"{'benchmark':<44}{'old':>12}{'new':>12}{'change':>9}{'p':>9}"]
    lost = []
    for name in common:
        a, b = old[name], new[name]
        if min(len(a), len(b)) < LEAST_REPETITIONS:
            raise SystemExit(f"{name}: {min(len(a), len(b))} repetitions, at least {LEAST_REPETITIONS} are needed "
                             f"(--benchmark_repetitions={LEAST_REPETITIONS})")
        before, after = median(a), median(b)
        change = after / before - 1.0 if before else 0.0
        p = rank_test(a, b)
        worse = -change if more_is_better else change
        real = worse > threshold and p < 0.05 / len(common)
        verdict = "  LOSS" if real else "  gain" if -worse > threshold and p < 0.05 / len(common) else ""
        lines.append(f"{name:<44}{before:>12.4g}{after:>12.4g}{100 * change:>+8.1f}%{p:>9.2g}{verdict}")
        if real:
            lost.append(name)
    for name in sorted(set(old) ^ set(new)):
        lines.append(f"{name:<44}only in {'OLD' if name in old else 'NEW'}")
    return lines, lost


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--counter", default="cpu_time", help="cpu_time (default), real_time or a counter")
    parser.add_argument("--threshold", type=float, default=0.03, help="least relative loss that counts")
    options = parser.parse_args(arguments)
    old, new = samples(options.old, options.counter), samples(options.new, options.counter)
    if not set(old) & set(new):
        raise SystemExit(f"no benchmark with {options.counter} stands in both files")
    lines, lost = compare(old, new, options.counter, options.threshold)
    print("\n".join(lines))
    if lost:
        print(f"{len(lost)} real loss(es): " + ", ".join(lost))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
