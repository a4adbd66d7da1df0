"""The Python package on a short run of the example."""

import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import numpy
import pytest

import lantian
from lantian import labels, plots


def test_import_is_quick_and_light():
    code = "import sys, lantian; print('matplotlib' in sys.modules, 'xarray' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert out == ["False", "False"]


def test_scenario_is_immutable_and_errors_carry_place(tmp_path):
    case = lantian.init(tmp_path / "case")
    changed = case.with_(time={"hours": 0})
    assert case.changes == ()
    with pytest.raises(lantian.ScenarioError) as caught:
        changed.check()
    assert "time.hours" in str(caught.value)
    assert caught.value.code == "E203"
    assert "1 to" in str(caught.value)
    with pytest.raises(lantian.LantianError):
        lantian.Scenario.load(tmp_path / "nowhere.toml").check()


def test_fields_open_in_xarray_with_units_and_bounds(short_run):
    ds = short_run.to_xarray()
    assert ds["pm25"].dims == ("time", "tag", "y", "x")
    assert ds["pm25"].attrs["units"] == "ug m-3"
    assert ds.sizes["time"] == 24
    width = (ds["time_bnds"][:, 1] - ds["time_bnds"][:, 0]).values
    assert (width == numpy.timedelta64(3600, "s")).all()
    assert (ds["time"].values == ds["time_bnds"].values[:, 1]).all()
    parts = ds["pm25_primary"] + 1.375 * ds["so4"] + 1.290 * ds["no3"]
    numpy.testing.assert_allclose(ds["pm25"].values, parts.values, rtol=2e-6, atol=1e-9)
    assert float(ds["pm25"].min()) >= 0.0
    assert "outside" in ds["tag"].values


def test_stations_hold_every_source_and_agree_with_group_fields(short_run):
    st = short_run.stations
    assert st.attrs["featureType"] == "timeSeries"
    assert st["pm25"].dims == ("time", "source", "station")
    assert st.sizes["source"] > 100
    table = short_run.by_group("pm25")
    assert set(table.columns) == set(short_run.fields["tag"].values)
    # Outside is the same everywhere.
    assert numpy.ptp(table["outside"].values) == pytest.approx(0.0, abs=1e-4)


def test_ledger_closes(short_run):
    for name, account in short_run.ledger["species"].items():
        assert abs(account["closure_rel"]) <= 1e-12, name
    assert short_run.answer["seconds"] > 0


def test_figures_draw_and_miss_no_glyph(short_run, tmp_path, recwarn):
    for language in ("en", "zh"):
        plots.map(short_run, "pm25", language=language).figure.savefig(tmp_path / f"map_{language}.png")
        plots.groups(short_run, "pm25", language=language).figure.savefig(tmp_path / f"groups_{language}.png")
        town = short_run.stations["station_name"].values[0]
        plots.series(short_run, town, language=language).figure.savefig(tmp_path / f"series_{language}.png")
    missing = [str(w.message) for w in recwarn if "missing from" in str(w.message)]
    assert missing == []


def test_labels_cover_what_the_case_holds(short_run):
    for tag in short_run.fields["tag"].values:
        assert tag in labels.GROUPS and tag in labels.GROUP_COLOURS


def test_rank_gives_a_table(short_run):
    ranking = lantian.rank(short_run)
    assert len(ranking.measures) >= 25
    table = ranking.table
    assert (table["d_pm25_ug_m3"].dropna() <= 1e-12).all()
    assert ranking._repr_html_().startswith("<table")
