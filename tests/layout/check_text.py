#!/usr/bin/env python3
"""Plain faults of text files: whitespace at line ends, tabs, CRLF, no newline at the end; TOML and JSON that do not parse; large files.

Alone: `python3 tests/layout/check_text.py [ROOT]`. Prints one line a finding; exit code 1 if any.
"""

import json
import sys
import tomllib
from pathlib import Path

from check_includes import house_files

TEXT = {".cpp", ".hpp", ".in", ".py", ".md", ".toml", ".txt", ".cmake", ".json", ".yaml", ".yml", ".cff", ".svg", ""}
LARGEST_BYTES = 2_000_000  # larger data come by a script with checksums, not with the repository
# Bad inputs are kept as they are: being bad is what they are for.
AS_THEY_ARE = ("tests/failure/", "tests/fuzz/")


def find_problems(root, files):
    """All faults as lines of text. root: folder of the house; files: paths from it, with '/'."""
    problems = []
    for file in sorted(files):
        path = Path(root) / file
        if file.startswith(AS_THEY_ARE) and path.suffix not in {".cpp", ".hpp", ".py"}:
            continue
        if path.stat().st_size > LARGEST_BYTES:
            problems.append(f"{file}: {path.stat().st_size} bytes; at most {LARGEST_BYTES} in the repository")
            continue
        if path.suffix not in TEXT:
            continue
        text = path.read_bytes().decode("utf-8")
        if text and not text.endswith("\n"):
            problems.append(f"{file}: no newline at the end")
        for number, line in enumerate(text.split("\n"), start=1):
            if line.endswith("\r"):
                problems.append(f"{file}:{number}: carriage return")
            elif line != line.rstrip():
                problems.append(f"{file}:{number}: whitespace at the end")
            if "\t" in line:
                problems.append(f"{file}:{number}: tab")
        try:
            if path.suffix == ".toml":
                tomllib.loads(text)
            elif path.suffix == ".json":
                json.loads(text)
        except ValueError as error:
            problems.append(f"{file}: {error}")
    return problems


def main(arguments):
    root = Path(arguments[0]).resolve() if arguments else Path(__file__).resolve().parents[2]
    files = house_files(root)
    problems = find_problems(root, files)
    for problem in problems:
        print(problem)
    print(f"text: {len(files)} files, {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
