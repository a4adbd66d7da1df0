#!/usr/bin/env python3
"""Instructions of fixed small runs, by callgrind, against the stored counts: the repeatable guard of speed.

count_instructions.py --program build/release/bin/lantian [--renew]

Two runs on one thread are counted: two hours of the Jiyuan example and six hours of one stack. For each, the whole program
and the parts named below, with what they call. Exit code 1 when a count rises by more than its tolerance; a count that
falls by more is said, so that it can be renewed (--renew, with the reason in the commit). Counts depend on compiler and C
library; those stored name theirs. They do not depend on what else the machine does.
"""

import argparse
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORED = HERE / "instruction_counts.txt"
TOLERANCE = 0.05
PARTS = {  # part -> function in callgrind's list
    "whole": r"PROGRAM TOTALS",
    "step": r":lantian::step_lanes\(",
    "weather_sample": r"::take_weather\(",
    "grid_sampling": r":lantian::GridSampler::add\(",
    "receptor_sampling": r":lantian::ReceptorSampler::add\(",
    "results": r":lantian::ResultQueue::work\(",
    "weather": r"StationDriver::build\(",
}
STACK = """schema_version = 1
name = "stack"
[domain]
bounds_deg = [112.42, 35.02, 112.75, 35.25]
cell_m = 1000
[time]
start = 2022-01-06T00:00:00+08:00
hours = 6
[meteorology]
kind = "stations"
files = ["weather.csv"]
if_missing = "stop"
[emissions]
tables = ["points.csv"]
[output]
stations = "stations.csv"
"""


def write_stack(folder):
    (folder / "stack.toml").write_text(STACK, encoding="utf-8")
    (folder / "points.csv").write_text(
        "id,sector,process,group,lon[deg],lat[deg],height[m],diameter[m],exit_speed[m/s],exit_temperature[degC],"
        "pm25[t/a],pm10[t/a],so2[t/a],nox[t/a]\ns,power,stack,power,112.48,35.065,80,3,12,80,100,150,400,500\n",
        encoding="utf-8")
    (folder / "stations.csv").write_text(
        "id,name,kind,lon[deg],lat[deg],height[m],population\n"
        + "".join(f"r{n},R{n},station,{112.50 + 0.02 * n:.2f},35.08,1.5,\n" for n in range(10)), encoding="utf-8")
    (folder / "weather.csv").write_text(
        "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],cloud[1],"
        "precipitation[mm/h],relative_humidity[%],pressure[hPa]\n"
        + "".join(f"city,112.5,35.07,140,2022-01-06T{h:02}:00:00+08:00,2.5,{250 + h},3.0,0.4,{0.5 if h == 4 else 0},60,1008\n"
                  for h in range(7)), encoding="utf-8")
    return folder / "stack.toml"


def count(program, scenario, overrides, folder):
    """Part -> instructions."""
    counts = folder / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}", "-q", program, "run", scenario, "--out",
               folder / "out", "--threads", "1", "--json"]
    for text in overrides:
        command += ["--set", text]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    table = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", str(counts)], check=True,
                           capture_output=True, text=True).stdout
    out = {}
    for line in table.splitlines():
        number = re.match(r"\s*([\d,]+)", line)
        for part, pattern in PARTS.items():
            if number and part not in out and re.search(pattern, line):
                out[part] = int(number[1].replace(",", ""))
    return out


def read_stored():
    stored = {}
    for line in STORED.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, number, tolerance = line.split()
            stored[name] = (int(number), float(tolerance))
    return stored


def compare(counted, stored):
    """Table lines, and whether a count rose by more than its tolerance."""
    lines, risen = [f"{'part':<32}{'stored':>16}{'now':>16}{'change':>9}"], False
    for name, number in counted.items():
        if name not in stored:
            lines.append(f"{name:<32}{'-':>16}{number:>16}")
            continue
        before, tolerance = stored[name]
        change = number / before - 1.0
        verdict = "  MORE" if change > tolerance else "  less: renew" if change < -tolerance else ""
        risen = risen or change > tolerance
        lines.append(f"{name:<32}{before:>16}{number:>16}{100 * change:>+8.1f}%{verdict}")
    for name in stored:
        if name not in counted:
            lines.append(f"{name:<32} no longer found: renew")
            risen = True
    return lines, risen


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--renew", action="store_true")
    options = parser.parse_args(arguments)
    counted = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = {"stack_6h": (write_stack(folder), []),
                 "jiyuan_2h": (HERE.parent / "inputs/examples/jiyuan/jiyuan.toml", ["time.hours=2"])}
        for case, (scenario, overrides) in cases.items():
            for part, number in count(options.program, scenario, overrides, folder).items():
                counted[f"{case}/{part}"] = number
    if options.renew:
        compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
        head = f"# Instructions by callgrind (count_instructions.py): name, count, tolerance.\n# {compiler}; {platform.libc_ver()[0]} {platform.libc_ver()[1]}; release build, one thread.\n"
        STORED.write_text(head + "".join(f"{name} {number} {TOLERANCE}\n" for name, number in counted.items()), encoding="utf-8")
    lines, risen = compare(counted, read_stored())
    print("\n".join(lines))
    return 1 if risen else 0


if __name__ == "__main__":
    sys.exit(main())
