#!/usr/bin/env python3
"""Runs Google Benchmark programs and merges their answers into one JSON file.

--what: kernels, cases or scaling take the programs of that folder; anything else is a filter of names over all programs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = ("kernels", "cases", "scaling")
LIMIT_S = 600


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--what", default="kernels")
    parser.add_argument("--programs", type=Path, required=True, help="folder of the built programs")
    parser.add_argument("--out", type=Path, required=True, help="merged JSON")
    options = parser.parse_args()

    folders = [options.what] if options.what in FOLDERS else FOLDERS
    wanted = "" if options.what in FOLDERS else options.what
    names = [source.stem for folder in folders for source in sorted((HERE / folder).glob("*_benchmark.cpp"))]
    merged = {"context": {}, "benchmarks": []}
    stop_at = time.monotonic() + LIMIT_S
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder) / "answer.json"
            command = [options.programs / name, f"--benchmark_out={answer}", "--benchmark_out_format=json"]
            if wanted:
                command.append(f"--benchmark_filter={wanted}")
            try:
                done = subprocess.run(command, timeout=max(1.0, stop_at - time.monotonic()), check=False)
            except subprocess.TimeoutExpired:
                failed.append(f"{name} (stopped: {LIMIT_S} s for all programs are over)")
                continue
            if done.returncode != 0:
                failed.append(f"{name} (exit code {done.returncode})")
                continue
            text = answer.read_text(encoding="utf-8") if answer.exists() else ""
        if not text.strip():  # no benchmark of this program meets the filter
            continue
        part = json.loads(text)
        merged["context"] = merged["context"] or part["context"]
        merged["benchmarks"] += [{**row, "program": name} for row in part["benchmarks"]]
    options.out.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")
    print(f"{len(merged['benchmarks'])} results in {options.out}")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    if not merged["benchmarks"]:
        print(f"no benchmark meets \"{options.what}\"", file=sys.stderr)
    return 1 if failed or not merged["benchmarks"] else 0


if __name__ == "__main__":
    sys.exit(main())
