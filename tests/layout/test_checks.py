"""The layout checks can fail: each rule is broken once in a made-up tree."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import check_includes  # noqa: E402
import check_text  # noqa: E402


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return list(files)


GOOD = {
    "CMakeLists.txt": "",
    "core/io/netcdf_file.cpp": '#include "core/io/netcdf_file.hpp"\n\n#include <netcdf.h>\n',
    "core/data/projection.cpp": "#include <proj.h>\n",
    "inputs/readers/a.cpp": '#include "core/data/grid.hpp"\n#include <udunits2.h>\n#include <toml++/toml.h>\n',
    "models/puff/rise.cpp": '#include "core/data/puffs.hpp"\n#include "models/run/run.hpp"\n#include <vector>\n',
    "models/app/main.cpp": '#include "inputs/readers/a.hpp"\n#include "models/run/run.hpp"\n#include <CLI/CLI.hpp>\n',
    "tests/unit/a_test.cpp": '#include <gtest/gtest.h>\n#include <netcdf.h>\n#include "models/app/a.hpp"\n',
    "python/bindings/a.cpp": '#include <nanobind/nanobind.h>\n#include "models/app/a.hpp"\n',
}


def test_a_house_in_order_has_no_problem(tmp_path):
    assert check_includes.find_problems(tmp_path, write(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("core/data/a.hpp", '#include "models/puff/rise.hpp"', "upward"),
        ("core/data/a.hpp", '#include "inputs/readers/a.hpp"', "upward"),
        ("inputs/readers/a.cpp", '#include "models/run/run.hpp"', "across"),
        ("inputs/readers/a.cpp", '#include "models/app/message_codes.hpp"', "upward"),
        ("models/puff/a.cpp", '#include "inputs/readers/a.hpp"', "across"),
        ("models/run/a.cpp", '#include "models/app/verbs.hpp"', "upward"),
        ("models/app/a.cpp", '#include "tests/support/a.hpp"', "upward"),
        ("models/puff/a.cpp", '# include  "inputs/readers/a.hpp"', "across"),
        ("models/puff/a.cpp", "#include <inputs/readers/a.hpp>", "across"),
        ("models/puff/a.cpp", '#include "rise.hpp"', "not written from the root"),
        ("models/run/a.cpp", "#include <netcdf.h>", "NetCDF"),
        ("inputs/readers/a.cpp", "#include <netcdf_mem.h>", "NetCDF"),
        ("models/run/a.cpp", "#include <hdf5.h>", "HDF5"),
        ("models/run/a.cpp", "#include <H5Cpp.h>", "HDF5"),
        ("core/data/grid.cpp", "#include <proj.h>", "PROJ"),
        ("core/base/a.cpp", "#include <udunits2.h>", "UDUNITS"),
        ("models/app/a.cpp", "#include <toml++/toml.h>", "toml++"),
        ("core/io/a.cpp", "#include <nlohmann/json.hpp>", "nlohmann"),
        ("inputs/readers/a.cpp", "#include <spdlog/spdlog.h>", "spdlog"),
        ("inputs/readers/a.cpp", "#include <CLI/CLI.hpp>", "CLI11"),
        ("core/math/a.cpp", "#include <gtest/gtest.h>", "GoogleTest"),
    ],
)
def test_a_wrong_include_is_named_with_its_line(tmp_path, file, line, words):
    files = write(tmp_path, {file: f"#include <vector>\n{line}\n"})
    problems = check_includes.find_problems(tmp_path, files)
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}:2: ")
    assert words in problems[0]


@pytest.mark.parametrize("name", ["util/a.cpp", "notes.txt", "docs/a.md"])
def test_the_top_level_is_fixed(tmp_path, name):
    problems = check_includes.find_problems(tmp_path, write(tmp_path, {name: ""}))
    assert len(problems) == 1
    assert problems[0].startswith(name.split("/")[0])


def test_the_script_alone_says_so_by_its_exit_code(tmp_path, capsys):
    write(tmp_path, GOOD)
    assert check_includes.main([str(tmp_path)]) == 0
    write(tmp_path, {"core/data/a.hpp": '#include "models/puff/rise.hpp"\n', "build/core/b.hpp": '#include "models/a.hpp"\n'})
    assert check_includes.main([str(tmp_path)]) == 1
    assert "1 problem" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("core/a.hpp", "int a; \n", "core/a.hpp:1: whitespace"),
        ("core/a.hpp", "int a;", "no newline"),
        ("core/a.hpp", "\tint a;\n", "tab"),
        ("core/a.hpp", "int a;\r\n", "carriage return"),
        ("a.toml", "a =\n", "a.toml: "),
        ("a.json", "{\n", "a.json: "),
        ("inputs/big.csv", "0" * (check_text.LARGEST_BYTES + 1), "bytes"),
    ],
)
def test_a_fault_of_text_is_named(tmp_path, file, text, words):
    problems = check_text.find_problems(tmp_path, write(tmp_path, {file: text}))
    assert len(problems) == 1
    assert words in problems[0]


def test_bad_inputs_are_left_as_they_are(tmp_path):
    assert check_text.find_problems(tmp_path, write(tmp_path, {"tests/failure/bad.toml": "a = \r\n"})) == []
