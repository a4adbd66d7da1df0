#!/usr/bin/env python3
"""What each option of the physics costs: processor time of a run with it over that of the plain run, in one session.

option_costs.py --program build/release/bin/lantian [--hours 24] [--repeats 3] [--only WORD] [--json FILE]

The Jiyuan example on one thread. The plain run and each option take turns, and the best of the repeats counts, so that
a busy machine moves both alike. Times are of the whole process (user and system), results written. "all" takes the
options together that do not exclude each other.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASE = HERE.parent / "inputs/examples/jiyuan/jiyuan.toml"
PLAIN = "plain"
OPTIONS = {  # name -> settings
    PLAIN: [],
    "shear": ["puffs.shear=true"],
    "shear, split": ["puffs.shear=true", "puffs.split=true"],
    "lid split": ['puffs.lid="split"'],
    "skewed draughts": ["puffs.skewed_draughts=true"],
    "spread aermod": ['puffs.spread="aermod"'],
    "dispersion draxler": ['puffs.dispersion="draxler"'],
    "dispersion class_rural": ['puffs.dispersion="class_rural"'],
    "terrain partial_height": ['puffs.terrain="partial_height"'],
    "terrain dividing_streamline": ['puffs.terrain="dividing_streamline"'],
    "long_range lateral": ['puffs.long_range="lateral"'],
    "long_range both": ['puffs.long_range="both"'],
    "rise numerical": ['puffs.rise="numerical"'],
    "wet cloud": ['deposition.wet_scheme="cloud"'],
    "wet emep": ['deposition.wet_scheme="emep"'],
    "size_spread": ["deposition.size_spread=2.0"],
    "all": [
        "puffs.shear=true",
        "puffs.split=true",
        'puffs.lid="split"',
        "puffs.skewed_draughts=true",
        'puffs.terrain="dividing_streamline"',
        'puffs.long_range="lateral"',
        'puffs.rise="numerical"',
        'deposition.wet_scheme="cloud"',
        "deposition.size_spread=2.0",
    ],
}


def processor_seconds(command):
    """Processor time of one run of a command and its standard output."""
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(command, stdout=answer, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}\n{said.decode()}")
        answer.seek(0)
        return usage.ru_utime + usage.ru_stime, json.loads(answer.read())


def measure(run, options, repeats):
    """Best of `repeats` turns of run(settings) -> (seconds, answer) for each option; rows of the table."""
    best = {}
    for _ in range(repeats):
        for name, settings in options.items():
            seconds, answer = run(settings)
            if name not in best or seconds < best[name][0]:
                best[name] = (seconds, answer)
    plain_s, plain = best[PLAIN]
    return [
        {
            "option": name,
            "seconds": seconds,
            "ratio": seconds / plain_s,
            "puff_steps_ratio": answer["puff_steps"] / plain["puff_steps"],
            "puffs_peak": answer["puffs_peak"],
        }
        for name, (seconds, answer) in best.items()
    ]


def table(rows):
    """Markdown."""
    lines = ["| option | processor time, s | over plain | puff steps over plain | puffs at most |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for row in rows:
        lines.append(
            f"| {row['option']} | {row['seconds']:.2f} | {row['ratio']:.2f} | {row['puff_steps_ratio']:.2f} | {row['puffs_peak']} |"
        )
    return "\n".join(lines)


def chosen(only):
    """The plain run and the options whose name holds the word."""
    return {name: settings for name, settings in OPTIONS.items() if name == PLAIN or only in name}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="options whose name holds this word")
    parser.add_argument("--json", type=Path, help="the rows as JSON")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as out:

        def run(settings):
            command = [arguments.program, "run", CASE, "--out", out, "--threads", "1", "--json"]
            for setting in [f"time.hours={arguments.hours}", *settings]:
                command += ["--set", setting]
            return processor_seconds(command)

        rows = measure(run, chosen(arguments.only), arguments.repeats)
    print(table(rows))
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
