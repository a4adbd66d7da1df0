"""Figures of scores and the manual's page of them."""

import importlib.util
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import numpy
import pandas
import pytest

from lantian import score_figures

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scores_page():
    spec = importlib.util.spec_from_file_location("scores", ROOT / "python/docs/scores.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pairs(measure, names, seed=1):
    random = numpy.random.default_rng(seed)
    observed = 10 ** random.uniform(-1, 2, len(names))
    return pandas.DataFrame({"measure": measure, "pair": names, "observed": observed, "predicted": observed * 2 ** random.uniform(-1, 1, len(names))})


def prairie_pairs():
    names = [f"run{run:02}/{distance}m" for run in (5, 10, 20) for distance in (50, 100, 200, 400, 800)]
    return pandas.concat([pairs("arc_max", names), pairs("crosswind_integral", names, 2)])


def arcs_table():
    bearing = numpy.arange(-20, 21, 2.0)
    parts = [pandas.DataFrame({"run": run, "distance_m": distance, "bearing_deg": bearing, "observed": numpy.exp(-(bearing**2) / 50), "predicted": numpy.exp(-(bearing**2) / 60)})
             for run in (5, 10, 20) for distance in (50, 200, 800)]
    return pandas.concat(parts)


def test_every_case_has_its_figures_with_units():
    minutes = [f"{release}/{sensor}/{m}" for release in ("a", "b") for sensor in ("N", "S") for m in range(40)]
    metec = pandas.concat([pairs("minutes", minutes), pairs("release_means", ["a", "b"]), pairs("release_means_limit", ["a", "b"])])
    beams = [f"beam{b}/minute{m:03}" for b in range(1, 8) for m in range(30)]
    chilbolton = pandas.concat([pairs("sources.1", beams), pairs("sources.2", beams, 3)])
    drawn = {
        "prairie-grass": score_figures.figures("prairie-grass", prairie_pairs(), arcs_table()),
        "metec": score_figures.figures("metec", metec),
        "chilbolton": score_figures.figures("chilbolton", chilbolton),
        "aermod": score_figures.figures("aermod", pairs("groups.STACK", [str(k) for k in range(50)])),
    }
    assert {case: sorted(figures) for case, figures in drawn.items()} == {
        "prairie-grass": ["arcs", "scatter"], "metec": ["scatter", "series"], "chilbolton": ["scatter", "series_1", "series_2"], "aermod": ["scatter"]}
    for case, figures in drawn.items():
        for name, figure in figures.items():
            words = " ".join(t.get_text() for t in figure.findobj(matplotlib.text.Text))
            assert "mg m" in words or "ppm" in words or "µg m" in words, (case, name)
            matplotlib.pyplot.close(figure)


def test_scatter_draws_every_pair_and_the_factor_two_lines():
    table = pairs("arc_max", [f"run{k:02}/50m" for k in range(30)])
    table.loc[0, "predicted"] = 0.0  # a miss stands on the edge
    ax = score_figures.scatter(table, {"all": table}, "mg m⁻³")
    offsets = ax.collections[0].get_offsets()
    assert len(offsets) == 30
    assert offsets[0][1] == pytest.approx(ax.get_ylim()[0])
    slopes = sorted(line.get_ydata()[0] / line.get_xdata()[0] for line in ax.lines)
    assert slopes == pytest.approx([0.5, 1.0, 2.0])
    matplotlib.pyplot.close(ax.figure)


def test_crowd_counts_every_pair_and_stays_light(tmp_path):
    table = pairs("groups.STACK", [str(k) for k in range(20000)])
    table.loc[0, "predicted"] = 0.0  # a miss stands on the edge
    ax = score_figures.crowd(table, "STACK")
    counted = ax.collections[0].get_array()
    assert counted.sum() == 20000
    assert counted[0].sum() >= 1
    assert sorted(line.get_ydata()[0] / line.get_xdata()[0] for line in ax.lines) == pytest.approx([0.5, 1.0, 2.0])
    assert "n 20000, FAC2 1.00" in ax.get_title(loc="left")
    matplotlib.pyplot.close(ax.figure)
    groups = ["STACK", "VOL", "AREA", "STACK2C", "STACKDW", "BLINE"]
    figure = score_figures.aermod(pandas.concat([pairs(f"groups.{g}", [str(k) for k in range(4000)]) for g in groups]))["scatter"]
    assert [ax.get_title(loc="left").split()[0] for ax in figure.axes] == groups
    figure.savefig(tmp_path / "a.png", dpi=90)
    assert (tmp_path / "a.png").stat().st_size < 150_000
    matplotlib.pyplot.close(figure)


def test_unknown_measure_names_those_there_are():
    with pytest.raises(KeyError, match="arc_max"):
        score_figures.of_measure(prairie_pairs(), "moon")


def test_page_is_filled_from_stored_answers(scores_page, tmp_path):
    score = {"n": 3, "FB": 0.1234, "NMSE": 1, "FAC2": 0.5, "MG": 1.0, "VG": 2e30, "R": None, "interval_95": {"FB": [0.0, 0.25]}}
    answer = {"arc_max": score, "by_arc": {"800": {"arc_max": score}, "50": {"arc_max": score}}, "tower": {"median_ratio": 0.891}, "runs": 35}
    (tmp_path / "prairie-grass.json").write_text(json.dumps(answer))
    (tmp_path / "aermod.json").write_text(json.dumps({"groups": {"STACK": {"FAC2": 0.9, "median_ratio": 1.02}}}))
    text = scores_page.page(tmp_path, "{{prairie-grass}}\n{{prairie-grass:tower.median_ratio}} {{prairie-grass:runs}}\n{{metec}}\n{{aermod}}")
    assert "| arc_max | 3 | 0.12 (0.00 to 0.25) | 1 | 0.50 | 1.00 | 2e+30 | - |" in text
    assert text.index("by_arc.50.") < text.index("by_arc.800.")
    assert "0.89 35" in text
    assert "No stored answer yet: `python -m lantian.score_figures metec" in text
    assert "| STACK | 0.90 | 1.02 |" in text
    (tmp_path / "aermod.json").write_text(json.dumps({"groups": {"STACK": {**score, "median_ratio": 1.02, "RHC_ratio": 0.87}}}))
    text = scores_page.page(tmp_path, "{{aermod}}")
    assert "| R | median_ratio | RHC_ratio |" in text
    assert "| groups.STACK | 3 |" in text and "| - | 1.02 | 0.87 |" in text


def test_manual_has_every_stored_case(scores_page):
    text = scores_page.page()
    assert "{{" not in text
    for case in ("prairie-grass", "metec", "chilbolton", "aermod"):
        answer = json.loads((ROOT / f"python/docs/scores/{case}.json").read_text())
        for path, _ in scores_page.scored(answer):
            assert f"| {path} |" in text
    for picture in (ROOT / "python/docs/scores").glob("*.png"):
        assert f"]({picture.name})" in text
