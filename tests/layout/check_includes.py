#!/usr/bin/env python3
"""Which include runs upward? Keeps the house in order; see the picture of the house in README.md.

Three rules, each a table below: which room may look into which, which library stays in which room, and what may stand at the root.
Alone: `python3 tests/layout/check_includes.py [ROOT]`. Prints one line a finding, file:line: what is wrong; exit code 1 if any.
"""

import re
import subprocess
import sys
from pathlib import Path

# Floor -> floors its files may include. models/app is a floor of its own: the only one that knows both wings.
MAY_INCLUDE = {
    "core": {"core"},
    "inputs": {"core", "inputs"},
    "models": {"core", "models"},
    "models/app": {"core", "inputs", "models", "models/app"},
    "python": {"core", "inputs", "models", "models/app", "python"},
    "benchmarks": {"core", "inputs", "models", "models/app", "benchmarks"},
    "tests": {"core", "inputs", "models", "models/app", "tests"},
}

# (name in messages, pattern of the header, places that may include it). Tests may look at everything.
LIBRARIES = [
    ("NetCDF", r"netcdf(_\w+)?\.h", ["core/io/"]),
    ("HDF5", r"(hdf5|H5\w+)\.h", ["core/io/"]),
    ("PROJ", r"(proj|proj_api|proj_experimental|geodesic)\.h", ["core/data/projection.cpp"]),
    ("UDUNITS", r"(udunits2?/)?(udunits2?|converter)\.h", ["inputs/"]),
    ("toml++", r"(toml\+\+|tomlplusplus)/.*", ["inputs/"]),
    ("nlohmann-json", r"nlohmann/.*", ["inputs/", "models/app/", "benchmarks/"]),
    ("CLI11", r"CLI/.*", ["models/app/"]),
    ("spdlog", r"spdlog/.*", ["models/app/"]),
    ("nanobind", r"nanobind/.*", ["python/bindings/"]),
    ("Google Benchmark", r"benchmark/.*", ["benchmarks/"]),
    ("GoogleTest", r"g(test|mock)/.*", []),
]

TOP_FOLDERS = {"core", "models", "inputs", "benchmarks", "tests", "python", ".ci"}
TOP_FILES = {
    "CMakeLists.txt", "README.md", "dev", "CMakePresets.json", "pyproject.toml", ".clang-format", ".clang-tidy",
    ".pre-commit-config.yaml", ".gitignore", "LICENSE", "CITATION.cff", "CHANGELOG.md",
}
ROOM_NAMES = TOP_FOLDERS - {".ci"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def floor_of(path):
    """Floor that a path from the root belongs to, or None when it belongs to none."""
    if path.startswith("models/app/"):
        return "models/app"
    first = path.split("/", 1)[0]
    return first if first in MAY_INCLUDE else None


def check_include(path, quoted, header):
    """The fault of one include line, or None."""
    floor = floor_of(path)
    if floor is None:
        return None
    for name, pattern, places in LIBRARIES:
        if floor != "tests" and re.fullmatch(pattern, header) and not path.startswith(tuple(places)):
            where = " and ".join(places) if places else "tests/"
            return f"{name} header {header} belongs in {where} only"
    target = floor_of(header)
    if target is not None and target not in MAY_INCLUDE[floor]:
        return f'include of "{header}" runs upward or across: {floor} may include {", ".join(sorted(MAY_INCLUDE[floor]))}'
    if quoted and target is None:
        return f'include "{header}" is not written from the root of the repository'
    return None


def find_problems(root, files):
    """All faults as lines of text. root: folder of the house; files: paths from it, with '/'."""
    problems = []
    for name in sorted({file.split("/", 1)[0] for file in files}):
        if any(file == name for file in files):
            if name not in TOP_FILES:
                problems.append(f"{name}: a file that does not belong at the root")
        elif name not in TOP_FOLDERS:
            problems.append(f"{name}/: the top-level folders are fixed: {', '.join(sorted(ROOM_NAMES))}")
    for file in sorted(files):
        if not file.endswith((".cpp", ".hpp", ".hpp.in")):
            continue
        for number, line in enumerate((Path(root) / file).read_text(encoding="utf-8").splitlines(), start=1):
            match = INCLUDE.match(line)
            if match:
                fault = check_include(file, match[1] == '"', match[2])
                if fault:
                    problems.append(f"{file}:{number}: {fault}")
    return problems


def house_files(root):
    """Files git knows or would take; all files outside git (an unpacked archive)."""
    listed = subprocess.run(
        ["git", "-C", str(root), "-c", f"safe.directory={root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False,
    ) if (Path(root) / ".git").exists() else None
    if listed is not None and listed.returncode == 0:
        return [file for file in listed.stdout.split("\0") if file and (Path(root) / file).is_file()]
    skipped = {".git", "build", "out", ".venv", "__pycache__", ".pytest_cache"}
    return [
        path.relative_to(root).as_posix()
        for path in Path(root).rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(root).parts)
    ]


def main(arguments):
    root = Path(arguments[0]).resolve() if arguments else Path(__file__).resolve().parents[2]
    files = house_files(root)
    problems = find_problems(root, files)
    for problem in problems:
        print(problem)
    print(f"layout: {len(files)} files, {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
