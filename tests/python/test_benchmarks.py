"""The scripts that judge speed: a real loss is found, noise is not."""

import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import compare  # noqa: E402
import count_instructions  # noqa: E402
import option_costs  # noqa: E402


def write(path, times, counter=None):
    rows = []
    for name, values in times.items():
        for value in values:
            rows.append({"name": name, "run_name": name, "run_type": "iteration", "cpu_time": value, "real_time": value,
                         "time_unit": "ms", **({counter: 1.0 / value} if counter else {})})
        rows.append({"name": name + "_mean", "run_name": name, "run_type": "aggregate", "cpu_time": 0.0, "time_unit": "ms"})
    path.write_text(json.dumps({"benchmarks": rows}))
    return str(path)


def noisy(middle, n=9, seed=1):
    source = random.Random(seed)
    return [middle * (1.0 + 0.01 * source.uniform(-1, 1)) for _ in range(n)]


def test_a_real_loss_is_found_and_noise_is_not(tmp_path, capsys):
    old = write(tmp_path / "old.json", {"a": noisy(10.0), "b": noisy(5.0, seed=2)})
    same = write(tmp_path / "same.json", {"a": noisy(10.0, seed=3), "b": noisy(5.0, seed=4)})
    slower = write(tmp_path / "slower.json", {"a": noisy(11.0, seed=5), "b": noisy(5.0, seed=6)})
    assert compare.main([old, same]) == 0
    assert compare.main([old, slower]) == 1
    assert "1 real loss(es): a" in capsys.readouterr().out
    assert compare.main([slower, old]) == 0  # a gain


def test_of_a_rate_less_is_worse(tmp_path):
    old = write(tmp_path / "old.json", {"a": noisy(10.0)}, "pairs_per_second")
    slower = write(tmp_path / "new.json", {"a": noisy(12.0, seed=2)}, "pairs_per_second")
    assert compare.main([old, slower, "--counter", "pairs_per_second"]) == 1
    assert compare.main([slower, old, "--counter", "pairs_per_second"]) == 0


def test_fewer_than_nine_repetitions_are_refused(tmp_path):
    old = write(tmp_path / "old.json", {"a": noisy(10.0, n=8)})
    with pytest.raises(SystemExit, match="at least 9"):
        compare.main([old, old])


def test_rank_test_against_known_values():
    # Mann and Whitney (1947): all of one above all of the other has probability 2 / C(n + m, n).
    assert compare.rank_test([1, 2, 3], [4, 5, 6]) == pytest.approx(2 / 20)
    assert compare.rank_test([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(2 / 252)
    assert compare.rank_test([1, 3, 5, 7], [2, 4, 6, 8]) == pytest.approx(0.6857142857, rel=1e-9)
    assert compare.rank_test([1, 1, 1], [1, 1, 1]) == 1.0


def test_counts_that_rise_or_vanish_fail():
    stored = {"a": (1000, 0.03), "b": (1000, 0.03)}
    assert not compare_counts({"a": 1020, "b": 500}, stored)
    assert compare_counts({"a": 1040, "b": 1000}, stored)
    assert compare_counts({"a": 1000}, stored)


def compare_counts(counted, stored):
    return count_instructions.compare(counted, stored)[1]


def test_option_costs_are_ratios_of_the_best_turns():
    turns = {"plain": [4.0, 2.0], "shear": [9.0, 5.0]}
    options = {name: [name] for name in turns}
    answers = {"plain": {"puff_steps": 100, "puffs_peak": 7}, "shear": {"puff_steps": 130, "puffs_peak": 9}}

    def run(settings):
        return turns[settings[0]].pop(0), answers[settings[0]]

    plain, shear = option_costs.measure(run, options, 2)
    assert (plain["ratio"], shear["ratio"]) == (1.0, 2.5)
    assert shear["puff_steps_ratio"] == 1.3
    assert option_costs.table([plain, shear]).splitlines()[-1] == "| shear | 5.00 | 2.50 | 1.30 | 9 |"
    assert set(option_costs.chosen("rise")) == {"plain", "rise numerical"}


def test_every_option_of_the_cost_table_is_a_setting_of_the_program():
    text = (Path(option_costs.HERE).parent / "inputs/schema/scenario_table.cpp").read_text(encoding="utf-8")
    for settings in option_costs.OPTIONS.values():
        for setting in settings:
            assert f'.key = "{setting.split("=")[0]}"' in text
